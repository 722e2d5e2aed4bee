package dev.lanewise.bench.results;

import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The goals of the product, each with what was measured and whether that is enough. */
final class Goals {

  private static final Set<Shapes.Net> SMALL_NETS =
      Set.of(new Shapes.Net(100, 50), new Shapes.Net(100, 100));

  private static final Map<String, Double> STEP_GOALS =
      new TreeMap<>(
          Map.of(
              "100x50",
              2.3,
              "100x100",
              2.2,
              "200x500",
              1.35,
              "512x1024",
              1.15,
              "128x3072-512-256-10",
              1.35,
              "128x3072-256-128-64-10",
              1.35,
              "128x3072-100-100-10",
              1.7,
              "100x784-100-10",
              1.0,
              "100x28-300-300-10",
              1.0));

  /** Of Adam's steps beside PyTorch's optimizer class, as the class of its Python side. */
  private static final Map<String, Double> ADAM_GOALS =
      new TreeMap<>(
          Map.of(
              "adam-100x100",
              2.4,
              "adam-128x3072-512-256-10",
              1.8,
              "adam-128x3072-256-128-64-10",
              1.9));

  /** The same beside PyTorch's fused Adam. */
  private static final double FUSED_ADAM_GOAL = 1.5;

  private static final Map<String, Double> PEAK_GOALS =
      new TreeMap<>(Map.of("100x100", 0.80, "512x1024", 0.88));

  /**
   * A goal.
   *
   * @param what is measured
   * @param goal the least value that passes
   * @param measured the value; empty if the run did not measure it
   */
  record Goal(String what, double goal, OptionalDouble measured) {

    boolean isMeasured() {
      return measured.isPresent();
    }

    boolean passed() {
      return measured.isPresent() && measured.getAsDouble() >= goal;
    }

    /** One line: {@code pass squares from 1024 …: goal 1.02, measured 1.04}. */
    String text() {
      return measured.isEmpty()
          ? String.format(Locale.ROOT, "–     %s: goal %.2f, not measured", what, goal)
          : String.format(
              Locale.ROOT,
              "%s  %s: goal %.2f, measured %.3f",
              passed() ? "pass" : "FAIL",
              what,
              goal,
              measured.getAsDouble());
    }
  }

  private Goals() {}

  /** The goals that a run of this kind is judged by. */
  static List<Goal> of(Run run, Summary summary) {
    return run.header().avx2Only() ? narrow(summary) : wide(summary);
  }

  private static List<Goal> narrow(Summary summary) {
    List<Goal> goals = new ArrayList<>();
    for (int threads : summary.threadCounts()) {
      goals.add(
          new Goal(
              "AVX2 only, geometric mean of squares from 256 by OpenBLAS' Haswell kernels, "
                  + text(threads),
              0.85,
              mean(squares(summary, 256, threads), "openblas Haswell")));
    }
    return goals;
  }

  private static List<Goal> wide(Summary summary) {
    List<Goal> goals = new ArrayList<>();
    for (int threads : summary.threadCounts()) {
      String suffix = ", " + text(threads);
      goals.add(
          new Goal(
              "geometric mean of the three groups, ours / best of OpenBLAS and BLIS" + suffix,
              1.10,
              summary.meanOfGroups(threads)));
      goals.add(
          new Goal(
              "least of squares from 1024, ours / best" + suffix,
              1.02,
              leastRatio(squares(summary, 1024, threads))));
      goals.add(
          new Goal(
              "least of squares from 1024, share of FMA peak" + suffix,
              0.95,
              least(squares(summary, 1024, threads), r -> r.shareOfPeak().median())));
      goals.add(
          new Goal(
              "512 cubed, share of FMA peak" + suffix,
              0.90,
              least(
                  summary.result("square-512", threads).stream(), r -> r.shareOfPeak().median())));
    }
    goals.add(
        new Goal(
            "products of the nets (100, 50) and (100, 100), geometric mean, 2 threads",
            1.30,
            summary.meanRatio(r -> r.threads() == 2 && ofSmallNet(r))));
    goals.add(
        new Goal(
            "products of the nets (200, 500) and (512, 1024), geometric mean, 2 threads",
            1.02,
            summary.meanRatio(
                r -> r.threads() == 2 && r.shape().group() == Group.STEP && !ofSmallNet(r))));
    goals.add(
        new Goal(
            "least of all products, ours / best", 0.90, leastRatio(summary.results().stream())));
    goals.addAll(steps(summary));
    goals.add(
        new Goal(
            "1024 cubed by netlib's VectorBLAS, 1 thread",
            1.9,
            mean(summary.result("square-1024", 1).stream(), "netlib")));
    goals.add(
        new Goal(
            "1024 cubed by EJML, 1 thread",
            10,
            mean(summary.result("square-1024", 1).stream(), "ejml")));
    return goals;
  }

  /** Training steps beside PyTorch, both with the best of 1 and 2 threads. */
  private static List<Goal> steps(Summary summary) {
    List<Goal> goals = new ArrayList<>();
    STEP_GOALS.forEach((net, goal) ->
        goals.add(
            new Goal(
                "training step (" + net + "), ours / PyTorch, 2 threads",
                goal,
                mean(summary.result("train-" + net, 2).stream(), "pytorch"))));
    ADAM_GOALS.forEach((net, goal) -> {
      goals.add(
          new Goal(
              "training step (" + net + "), ours / PyTorch's Adam class, 2 threads",
              goal,
              mean(summary.result("train-" + net, 2).stream(), "pytorch ")));
      goals.add(
          new Goal(
              "training step (" + net + "), ours / PyTorch's fused Adam, 2 threads",
              FUSED_ADAM_GOAL,
              mean(summary.result("train-" + net, 2).stream(), "pytorch-fused ")));
    });
    PEAK_GOALS.forEach((net, goal) ->
        goals.add(
            new Goal(
                "training step (" + net + "), share of FMA peak, 2 threads",
                goal,
                least(summary.result("train-" + net, 2).stream(), r -> r.shareOfPeak().median()))));
    return goals;
  }

  private static String text(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  private static boolean ofSmallNet(Result result) {
    return SMALL_NETS.stream().anyMatch(net -> result.shape().name().endsWith("-" + net));
  }

  private static OptionalDouble leastRatio(Stream<Result> results) {
    return results
        .flatMap(r -> r.bestRival().stream())
        .mapToDouble(peer -> peer.ratio().median())
        .min();
  }

  private static Stream<Result> squares(Summary summary, int from, int threads) {
    return summary.results().stream()
        .filter(r -> r.threads() == threads)
        .filter(r -> r.shape().group() == Group.SQUARES && r.shape().m() >= from);
  }

  private static OptionalDouble least(Stream<Result> results, ToDoubleFunction<Result> figure) {
    return results.mapToDouble(figure).min();
  }

  /** Geometric mean of ours by the best variant whose name begins so. */
  private static OptionalDouble mean(Stream<Result> results, String entrant) {
    List<Double> ratios =
        results
            .flatMap(r -> r.best(peer -> peer.entrant().startsWith(entrant)).stream())
            .map(peer -> peer.ratio().median())
            .toList();
    return ratios.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Spread.geometricMean(ratios));
  }
}
