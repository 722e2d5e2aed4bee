package dev.lanewise.bench.compare;

import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.results.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures one product after another within a fork. Every variant of every peer is tried in the
 * first fork; the best of each library, and what comes within 5 % of the best of all, then
 * alternates with ours in short blocks, the FMA peak between the rounds.
 */
final class Contest {

  private static final int PEAK_MILLIS = 20;
  private static final int TRIALS = 3;
  private static final double HOPELESS = 0.5; // of the best: not tried again
  private static final double CLOSE = 0.95;

  private final List<Entrant> candidates;
  private final int rounds;
  private final int blockMillis;
  private final int machineThreads;
  private final Map<String, Chosen> chosen = new HashMap<>();
  private double bestMachinePeak;

  /** The candidates that are measured for one product, and why others are not. */
  private record Chosen(List<Entrant> entrants, List<String> dropped) {

    Chosen without(Dropout out) {
      return new Chosen(
          entrants.stream().filter(entrant -> !entrant.equals(out.entrant)).toList(),
          Stream.concat(dropped.stream(), Stream.of(out.text())).toList());
    }
  }

  /** A worker crashed, kept silent or computed something wrong. */
  private static final class Dropout extends Exception {
    private static final long serialVersionUID = 1;
    final transient Entrant entrant;

    Dropout(Entrant entrant, String reason) {
      super(reason);
      this.entrant = entrant;
    }

    String text() {
      return entrant.name() + ": " + getMessage();
    }
  }

  /**
   * A contest.
   *
   * @param candidates ours and all variants of the peers, with each number of threads
   * @param rounds that count, for each product and fork
   * @param blockMillis how long an entrant is measured in a round
   * @param machineThreads the most threads of the run
   */
  Contest(List<Entrant> candidates, int rounds, int blockMillis, int machineThreads) {
    this.candidates = candidates;
    this.rounds = rounds;
    this.blockMillis = blockMillis;
    this.machineThreads = machineThreads;
  }

  /** Measures a product; ours with exactly {@code threads} threads, peers with at most so many. */
  Rounds measure(Workers workers, int fork, ProductShape shape, int threads) throws IOException {
    String cell = shape.name() + " " + threads;
    Chosen known = chosen.get(cell);
    if (known == null) {
      known = choose(workers, shape, threads);
    }
    while (true) {
      chosen.put(cell, known);
      try {
        for (Entrant entrant : known.entrants()) {
          prepare(workers.of(entrant), entrant, shape);
        }
        return play(workers, fork, shape, threads, known);
      } catch (Dropout e) {
        requirePeer(e);
        known = known.without(e);
      }
    }
  }

  private static void requirePeer(Dropout out) {
    if (out.entrant.isOurs()) {
      throw new IllegalStateException(out.text(), out);
    }
  }

  private Chosen choose(Workers workers, ProductShape shape, int threads) throws IOException {
    Map<Entrant, Double> trials = new LinkedHashMap<>();
    List<Entrant> ours = new ArrayList<>();
    for (Entrant candidate : candidates) {
      if (candidate.isOurs() && candidate.threads() == threads) {
        ours.add(candidate);
      } else if (!candidate.isOurs()
          && candidate.threads() <= threads
          && candidate.library().measures(shape, threads)) {
        trials.put(candidate, 0.0);
      }
    }
    List<String> dropped = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      double hopeless = HOPELESS * trials.values().stream().reduce(0.0, Math::max);
      for (Entrant candidate : List.copyOf(trials.keySet())) {
        if (i > 0 && trials.getOrDefault(candidate, 0.0) < hopeless) {
          continue;
        }
        try {
          WorkerProcess worker = workers.of(candidate);
          if (i == 0) {
            prepare(worker, candidate, shape);
          }
          trials.merge(candidate, figure(worker, candidate, blockMillis / 2), Math::max);
        } catch (Dropout e) {
          trials.remove(candidate);
          dropped.add(e.text());
        }
      }
    }
    ours.addAll(best(trials));
    return new Chosen(ours, dropped);
  }

  private static void prepare(WorkerProcess worker, Entrant entrant, ProductShape shape)
      throws Dropout {
    String answer = worker.ask("prepare " + shape.name()).orElseGet(worker::failure);
    if (!answer.equals("ok")) {
      throw new Dropout(entrant, answer);
    }
  }

  private static double figure(WorkerProcess worker, Entrant entrant, int millis) throws Dropout {
    Optional<String> answer = worker.ask("measure " + millis);
    if (answer.isEmpty()) {
      throw new Dropout(entrant, worker.failure());
    }
    return Double.parseDouble(answer.get());
  }

  /** The fastest of each library, and the second of all if it is close to the first. */
  static List<Entrant> best(Map<Entrant, Double> trials) {
    List<Map.Entry<Entrant, Double>> sorted = new ArrayList<>(trials.entrySet());
    sorted.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    Map<String, Entrant> byLibrary = new LinkedHashMap<>();
    sorted.forEach(e -> byLibrary.putIfAbsent(e.getKey().library().name(), e.getKey()));
    List<Entrant> best = new ArrayList<>(byLibrary.values());
    if (sorted.size() > 1
        && !best.contains(sorted.get(1).getKey())
        && sorted.get(1).getValue() >= CLOSE * sorted.getFirst().getValue()) {
      best.add(sorted.get(1).getKey());
    }
    return best;
  }

  private Rounds play(Workers workers, int fork, ProductShape shape, int threads, Chosen who)
      throws IOException, Dropout {
    List<Entrant> entrants = who.entrants();
    List<List<Double>> gflops = new ArrayList<>();
    entrants.forEach(entrant -> gflops.add(new ArrayList<>()));
    List<Double> peak = new ArrayList<>();
    List<Double> machinePeak = new ArrayList<>();
    List<String> names = entrants.stream().map(Entrant::name).toList();
    Rounds played =
        new Rounds(fork, shape.name(), threads, names, gflops, peak, machinePeak, who.dropped());
    measurePeak(workers, threads, peak, machinePeak);
    int healthy = 0;
    for (int round = 0; healthy < rounds && round < 2 * rounds; round++) {
      for (int turn = 0; turn < entrants.size(); turn++) {
        int e = (round + turn) % entrants.size();
        Entrant entrant = entrants.get(e);
        gflops.get(e).add(rounded(figure(workers.of(entrant), entrant, blockMillis)));
      }
      measurePeak(workers, threads, peak, machinePeak);
      healthy += played.healthy(round, bestMachinePeak) ? 1 : 0;
    }
    return played;
  }

  private void measurePeak(
      Workers workers, int threads, List<Double> peak, List<Double> machinePeak) {
    double machine = rounded(workers.peakGflops(machineThreads, PEAK_MILLIS));
    bestMachinePeak = Math.max(bestMachinePeak, machine);
    machinePeak.add(machine);
    peak.add(
        threads == machineThreads ? machine : rounded(workers.peakGflops(threads, PEAK_MILLIS)));
  }

  private static double rounded(double gflops) {
    return Math.round(gflops * 100) / 100.0;
  }
}
