//! Realistic payloads by the thousand, the same ones on every machine, for benchmarks and tests.
//!
//! A file of its own, included by path, because benches and integration tests are separate crates. Text, offsets,
//! users and extra fields vary as in real deliveries; the order of the keys doesn't, since one program sends them.

#![allow(dead_code, reason = "each bench and test includes this file and uses the part that it needs")]
#![allow(clippy::indexing_slicing, reason = "a panic here is a failed benchmark")]

/// What a corpus holds besides valid updates.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mix {
    /// How many of a thousand payloads break a rule.
    pub(crate) invalid_per_mille: u64,
    /// Deliveries of this many appointments, with creations, deletions, duplicates and late ones; 0 for updates of
    /// ever new appointments.
    pub(crate) appointments: usize,
}

/// `count` payloads as NDJSON, about 700 bytes each.
pub(crate) fn payloads(count: usize, mix: Mix) -> Vec<u8> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut text = String::with_capacity(count * 700);
    let mut known: Vec<Appointment> = Vec::new();
    let mut overtaken: Option<Appointment> = None;
    let mut last = 0..0;
    for number in 0..count {
        if mix.appointments > 0 && !last.is_empty() && random.chance(20) {
            // Delivered at least once: sometimes twice.
            text.extend_from_within(last.clone());
            continue;
        }
        let start = text.len();
        if let Some(late) = overtaken.take() {
            late.write("AppointmentUpdate", number, mix, &mut random, &mut text);
        } else if mix.appointments == 0 {
            Appointment::new(&mut random, number).write("AppointmentUpdate", number, mix, &mut random, &mut text);
        } else if known.len() < mix.appointments && (known.is_empty() || random.chance(500)) {
            let appointment = Appointment::new(&mut random, number);
            appointment.write("AppointmentCreate", number, mix, &mut random, &mut text);
            known.push(appointment);
        } else {
            let index = random.below(known.len());
            let event = if random.chance(3) { "AppointmentDelete" } else { "AppointmentUpdate" };
            let appointment = &mut known[index];
            appointment.change(&mut random, number);
            if random.chance(10) {
                // This state is overtaken by the next one, and delivered after it.
                overtaken = Some(appointment.clone());
                appointment.change(&mut random, number);
            }
            appointment.write(event, number, mix, &mut random, &mut text);
        }
        last = start..text.len();
    }
    text.into_bytes()
}

#[derive(Clone)]
struct Appointment {
    location: usize,
    id: String,
    calendar: String,
    contact: String,
    group: Option<String>,
    assigned: String,
    users: Vec<String>,
    title: String,
    address: String,
    notes: String,
    source: &'static str,
    status: &'static str,
    /// Minutes since the start of 2026.
    start: usize,
    minutes: usize,
    added: usize,
    updated: usize,
    offset: &'static str,
}

const LOCATIONS: [&str; 3] = ["0007BWpSzSwfiuSl0tR2", "C2QujeCh8ZnC7al2InWR", "ve9EPM428h8vShlRW1KT"];
const STATUSES: [&str; 8] =
    ["confirmed", "new", "confirmed", "showed", "noshow", "cancelled", "confirmed", "completed"];
const SOURCES: [&str; 4] = ["booking_widget", "manual", "third_party", "appointment_page"];
const OFFSETS: [&str; 4] = ["+05:30", "Z", ".000Z", "-04:00"];
const TITLES: [&str; 8] = [
    "Appointment with Hoop Dev team",
    "Consultation Call",
    "Follow-up: Dana Whitfield x Studio North (60 min)",
    "Erstgespräch mit Jörg Müller",
    "Initial consultation | Meera Raghunathan",
    "प्रारंभिक परामर्श",
    "Weekly sync",
    "Demo 🎉 with the team",
];
const SENTENCES: [&str; 12] = [
    "Prefers mornings and asked to be called before noon.",
    "Bring the signed forms and the last invoice.",
    "Rescheduled by phone; the client was travelling.",
    "Parking is behind the building.",
    "Wants to discuss the annual plan and the onboarding.",
    "First visit, came through the spring campaign.",
    "Remind them of the cancellation policy.",
    r#"Asked for the \"gold\" package."#,
    r"Line one\nLine two\n- item",
    "Möchte über die Verlängerung sprechen.",
    r"Caf\u00e9 nearby \u2014 see map",
    "Allergic to latex.",
];

impl Appointment {
    fn new(random: &mut Random, number: usize) -> Self {
        let users: Vec<_> = (0..random.below(4)).map(|_| random.id()).collect();
        let start = number * 7 % 400_000 + random.below(96) * 15;
        let offset = random.pick(&OFFSETS);
        let titles = if random.chance(850) { &TITLES[..3] } else { &TITLES[..] };
        let updated = number % 400_000;
        Self {
            location: random.below(LOCATIONS.len()),
            id: random.id(),
            calendar: random.id(),
            contact: random.id(),
            group: random.chance(800).then(|| random.id()),
            assigned: users.first().cloned().unwrap_or_else(|| random.id()),
            users,
            title: random.pick(titles).to_owned(),
            address: format!("https://meet.example.com/j/{}?pwd={}", random.below(1_000_000_000), random.id()),
            notes: random.notes(),
            source: random.pick(&SOURCES),
            status: random.pick(&STATUSES),
            start,
            minutes: 15 * (1 + random.below(6)),
            added: updated.saturating_sub(random.below(5000)),
            updated,
            offset,
        }
    }

    fn change(&mut self, random: &mut Random, number: usize) {
        self.updated = self.updated.max(number % 400_000) + 1;
        match random.below(6) {
            0 | 1 => self.start += 15 * (1 + random.below(200)),
            2 | 3 => self.status = random.pick(&STATUSES),
            4 => self.notes = random.notes(),
            _ => self.users.push(random.id()),
        }
        self.users.truncate(3);
    }

    fn write(&self, event: &str, number: usize, mix: Mix, random: &mut Random, text: &mut String) {
        let extras = random.chance(200);
        let mut put = |piece: &str| text.push_str(piece);
        put(&format!(r#"{{"type":"{event}","locationId":"{}","#, LOCATIONS[self.location]));
        if extras {
            let time = self.time(self.updated);
            put(&format!(r#""versionId":"{:024x}","timestamp":"{time}","webhookId":"{}","#, number, random.id()));
        }
        let users: Vec<_> = self.users.iter().map(|user| format!(r#""{user}""#)).collect();
        let group = self.group.as_ref().map_or("null".to_owned(), |group| format!(r#""{group}""#));
        let mut appointment = format!(
            r#"{{"id":"{}","address":"{}","title":"{}","calendarId":"{}","contactId":"{}","groupId":{group},"appointmentStatus":"{}","assignedUserId":"{}","users":[{}],"notes":"{}","source":"{}","startTime":"{}","endTime":"{}","dateAdded":"{}","dateUpdated":"{}""#,
            self.id,
            self.address,
            self.title,
            self.calendar,
            self.contact,
            self.status,
            self.assigned,
            users.join(","),
            self.notes,
            self.source,
            self.time(self.start),
            self.time(self.start + self.minutes),
            self.time(self.added),
            self.time(self.updated),
        );
        if extras {
            appointment.push_str(r#","isRecurring":false,"createdBy":{"source":"booking_widget","userId":null}"#);
        }
        if random.chance(mix.invalid_per_mille) {
            appointment = match random.below(5) {
                0 => appointment.replace(r#""startTime""#, r#""starttime""#),
                1 => appointment.replace(r#""appointmentStatus":""#, r#""appointmentStatus":"un"#),
                2 => appointment.replace(r#""notes":""#, r#""note":""#),
                3 => appointment.replace("T0", " 0").replace("T1", " 1").replace("T2", " 2"),
                _ => appointment.replace(r#""title":""#, r#""title":null,"x":""#),
            };
        }
        put(r#""appointment":"#);
        put(&appointment);
        put("}}\n");
    }

    /// A time that many minutes after the start of 2026, in months of 28 days.
    fn time(&self, minutes: usize) -> String {
        let (days, minutes) = (minutes / 1440, minutes % 1440);
        let (months, day) = (days / 28, days % 28 + 1);
        let (year, month) = (2026 + months / 12, months % 12 + 1);
        format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:00{}", minutes / 60, minutes % 60, self.offset)
    }
}

/// Xorshift: enough for variety, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % bound
    }

    fn chance(&mut self, per_mille: u64) -> bool {
        (self.next() >> 33) % 1000 < per_mille
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn id(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..20).map(|_| char::from(self.pick(LETTERS))).collect()
    }

    fn notes(&mut self) -> String {
        let special = self.chance(200);
        let choice = if special { &SENTENCES[..] } else { &SENTENCES[..7] };
        let sentences: Vec<_> = (0..self.below(3)).map(|_| self.pick(choice)).collect();
        sentences.join(" ")
    }
}
