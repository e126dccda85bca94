//! How fast payloads are accepted, beside two yardsticks: counting their lines, and reading them with `serde_json`.

#![expect(clippy::indexing_slicing, reason = "a panic here is a failed benchmark")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hoopspect::accept::{Acceptor, Asked};
use hoopspect::input::Accept as _;
use hoopspect::schema::Event;
use std::hint::black_box;

mod corpus;

const COUNT: usize = 2_000;

fn bench(criterion: &mut Criterion) {
    let text = corpus::payloads(COUNT, corpus::Mix::default());
    let mut group = criterion.benchmark_group("payloads");
    group.throughput(Throughput::Bytes(text.len() as u64));
    for notes in [false, true] {
        let mut acceptor = Acceptor::new(Asked { events: vec![Event::Update], notes, longest: 1 << 24 });
        let name = if notes { "accept, with notes" } else { "accept" };
        if !notes {
            assert_eq!(run(&mut acceptor, &text), COUNT as u64, "what isn't accepted isn't measured");
        }
        group.bench_function(name, |bencher| bencher.iter(|| run(&mut acceptor, black_box(&text))));
    }
    group.bench_function("count lines", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'\n', black_box(&text)).count());
    });
    group.bench_function("serde_json::Value", |bencher| {
        bencher.iter(|| {
            let values = serde_json::Deserializer::from_slice(black_box(&text)).into_iter::<serde_json::Value>();
            values.flatten().count()
        });
    });
    group.finish();
}

/// Accepts what can be accepted of `text`, and passes over the other lines.
fn run(acceptor: &mut Acceptor, mut text: &[u8]) -> u64 {
    let mut accepted = 0;
    loop {
        let (length, count) = acceptor.accept_run(text);
        accepted += count;
        text = &text[length..];
        match memchr::memchr(b'\n', text) {
            Some(end) => text = &text[end + 1..],
            None => return accepted,
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
