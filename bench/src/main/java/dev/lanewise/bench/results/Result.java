package dev.lanewise.bench.results;

import dev.lanewise.bench.ProductShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a run says of one product at one number of threads, all forks together.
 *
 * @param shape the product
 * @param threads how many were allowed
 * @param ours our GFLOPS
 * @param shareOfPeak our GFLOPS by the FMA peak around the same round
 * @param peers the variants of peers that were measured in alternation with ours
 * @param rounds how many count
 */
record Result(
    ProductShape shape,
    int threads,
    Spread ours,
    Spread shareOfPeak,
    List<Peer> peers,
    int rounds) {

  /** Whether it is a whole training step, not a product. */
  boolean isStep() {
    return shape.group() == ProductShape.Group.TRAINING;
  }

  /** The peers that the goals are about: the others are measured beside them. */
  private static final Set<String> RIVALS = Set.of("openblas", "blis");

  /**
   * A variant of a peer.
   *
   * @param entrant its name in {@link Rounds}
   * @param gflops its speed
   * @param ratio ours by it, of the same rounds
   */
  record Peer(String entrant, Spread gflops, Spread ratio) {

    String library() {
      return Rounds.library(entrant);
    }

    boolean isRival() {
      return RIVALS.contains(library());
    }
  }

  /** The faster of OpenBLAS and BLIS, by medians. */
  Optional<Peer> bestRival() {
    return best(Peer::isRival);
  }

  /** The fastest variant of a library, by medians. */
  Optional<Peer> best(String library) {
    return best(peer -> peer.library().equals(library));
  }

  /** The fastest of some variants, by medians. */
  Optional<Peer> best(Predicate<Peer> wanted) {
    return peers.stream()
        .filter(wanted)
        .max(Comparator.comparingDouble(peer -> peer.gflops().median()));
  }

  /** Sums up what several forks measured of one product; empty if no round counts. */
  static Optional<Result> of(ProductShape shape, List<Rounds> forks, double bestMachinePeak) {
    List<Double> ours = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    Map<String, List<Double>> gflops = new LinkedHashMap<>();
    Map<String, List<Double>> ratios = new HashMap<>();
    for (Rounds fork : forks) {
      for (int round = 0; round < fork.count(); round++) {
        if (!fork.healthy(round, bestMachinePeak)) {
          continue;
        }
        double mine = fork.gflops().get(fork.entrants().indexOf(Rounds.OURS)).get(round);
        ours.add(mine);
        shares.add(mine / fork.peakAround(round));
        for (int e = 0; e < fork.entrants().size(); e++) {
          String entrant = fork.entrants().get(e);
          double theirs = fork.gflops().get(e).get(round);
          gflops.computeIfAbsent(entrant, name -> new ArrayList<>()).add(theirs);
          ratios.computeIfAbsent(entrant, name -> new ArrayList<>()).add(mine / theirs);
        }
      }
    }
    if (ours.isEmpty()) {
      return Optional.empty();
    }
    gflops.remove(Rounds.OURS);
    List<Peer> peers = new ArrayList<>();
    gflops.forEach((entrant, figures) -> {
      Spread ratio = Spread.of(ratios.getOrDefault(entrant, List.of()));
      peers.add(new Peer(entrant, Spread.of(figures), ratio));
    });
    int threads = forks.getFirst().threads();
    return Optional.of(
        new Result(shape, threads, Spread.of(ours), Spread.of(shares), peers, ours.size()));
  }
}
