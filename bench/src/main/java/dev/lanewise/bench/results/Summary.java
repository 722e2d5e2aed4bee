package dev.lanewise.bench.results;

import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What a whole run says: a {@link Result} for each product and number of threads, and their means.
 *
 * @param results in the order of threads, then of {@link Shapes#all}
 * @param lost products none of whose rounds counts
 * @param disturbed rounds that do not count
 * @param bestMachinePeak the best FMA peak of all threads during the run, in GFLOPS
 */
record Summary(List<Result> results, List<String> lost, int disturbed, double bestMachinePeak) {

  /** Sums up a run. */
  static Summary of(Run run) {
    double best =
        run.rounds().stream()
            .flatMap(rounds -> rounds.machinePeak().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(0);
    List<Result> results = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (int threads : run.rounds().stream().map(Rounds::threads).distinct().sorted().toList()) {
      for (ProductShape shape : Shapes.all()) {
        List<Rounds> forks =
            run.rounds().stream()
                .filter(r -> r.threads() == threads && r.shape().equals(shape.name()))
                .toList();
        if (!forks.isEmpty()) {
          Result.of(shape, forks, best)
              .ifPresentOrElse(results::add, () -> lost.add(shape + " with " + threads));
        }
      }
    }
    int disturbed = run.rounds().stream().mapToInt(rounds -> rounds.disturbed(best)).sum();
    return new Summary(results, lost, disturbed, best);
  }

  /** The numbers of threads that were measured. */
  List<Integer> threadCounts() {
    return results.stream().map(Result::threads).distinct().toList();
  }

  /** The result of a product, if it was measured. */
  Optional<Result> result(String shape, int threads) {
    return results.stream()
        .filter(r -> r.threads() == threads && r.shape().name().equals(shape))
        .findFirst();
  }

  /** Geometric mean of ours / best rival over the results that {@code wanted} takes. */
  OptionalDouble meanRatio(Predicate<Result> wanted) {
    List<Double> ratios =
        results.stream()
            .filter(wanted)
            .flatMap(r -> r.bestRival().stream())
            .map(peer -> peer.ratio().median())
            .toList();
    return ratios.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Spread.geometricMean(ratios));
  }

  /** Geometric mean of a group at a number of threads. */
  OptionalDouble groupMean(Group group, int threads) {
    return meanRatio(r -> r.shape().group() == group && r.threads() == threads);
  }

  /** Geometric mean of the means of all three groups; empty if one is missing. */
  OptionalDouble meanOfGroups(int threads) {
    List<Double> means = new ArrayList<>();
    for (Group group : Group.OF_PRODUCTS) {
      groupMean(group, threads).ifPresent(means::add);
    }
    return means.size() < Group.OF_PRODUCTS.size()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Spread.geometricMean(means));
  }
}
