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

/**
 * Measures one product after another within a fork. Every variant of every peer is tried in the
 * first fork; the best of each library, and what comes within 5 % of the best of all, then
 * alternates with ours in short blocks, the FMA peak between the rounds.
 */
final class Contest {

  private static final int PEAK_MILLIS = 20;
  private static final int TRIALS = 3;
  private static final double CLOSE = 0.95;

  private final List<Entrant> candidates;
  private final int rounds;
  private final int blockMillis;
  private final int machineThreads;
  private final Map<String, Chosen> chosen = new HashMap<>();
  private double bestMachinePeak;

  /** The candidates that are measured for one product, and why others are not. */
  private record Chosen(List<Entrant> entrants, List<String> dropped) {}

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
      chosen.put(cell, known);
    } else {
      prepare(workers, shape, known.entrants());
    }
    return play(workers, fork, shape, threads, known);
  }

  private Chosen choose(Workers workers, ProductShape shape, int threads) throws IOException {
    List<String> dropped = new ArrayList<>();
    List<Entrant> entrants = new ArrayList<>();
    Map<Entrant, Double> trials = new LinkedHashMap<>();
    for (Entrant candidate : candidates) {
      if (candidate.isOurs() ? candidate.threads() != threads : candidate.threads() > threads) {
        continue;
      }
      if (!candidate.library().measures(shape, threads)) {
        continue;
      }
      Optional<String> answer = workers.of(candidate).ask("prepare " + shape.name());
      if (answer.isEmpty() || !answer.get().equals("ok")) {
        reject(candidate, answer.orElse("died"), dropped);
      } else if (candidate.isOurs()) {
        entrants.add(candidate);
      } else {
        trials.put(candidate, 0.0);
      }
    }
    for (int i = 0; i < TRIALS; i++) {
      for (Map.Entry<Entrant, Double> trial : trials.entrySet()) {
        double gflops = workers.of(trial.getKey()).figure("measure " + blockMillis / 2);
        trial.setValue(Math.max(trial.getValue(), gflops));
      }
    }
    entrants.addAll(best(trials));
    return new Chosen(entrants, dropped);
  }

  private static void reject(Entrant candidate, String reason, List<String> dropped) {
    if (candidate.isOurs()) {
      throw new IllegalStateException("our own product: " + reason);
    }
    dropped.add(candidate.name() + ": " + reason);
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

  private static void prepare(Workers workers, ProductShape shape, List<Entrant> entrants)
      throws IOException {
    for (Entrant entrant : entrants) {
      String answer = workers.of(entrant).ask("prepare " + shape.name()).orElse("died");
      if (!answer.equals("ok")) {
        throw new IllegalStateException(entrant.name() + " on " + shape + ": " + answer);
      }
    }
  }

  private Rounds play(Workers workers, int fork, ProductShape shape, int threads, Chosen who)
      throws IOException {
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
        gflops.get(e).add(rounded(workers.of(entrants.get(e)).figure("measure " + blockMillis)));
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
