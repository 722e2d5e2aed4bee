package dev.lanewise.check;

import dev.lanewise.activation.Activation;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Param;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Compares the gradients of a net with centred differences of its loss in double precision, as
 * cs231n does: {@code |a - n| / max(|a| + |n|, floor)}, a the net's gradient and n the difference
 * quotient. The floor is a hundredth of what the rows of the batch and L2 add to n without their
 * signs, since float32 sums keep that much fewer digits where terms cancel; and so much that the
 * rounding of a, in a backward pass without signs and with slopes that do not vanish, and that of n
 * are within the tolerance: where tanh is saturated, a float32 slope may be 0. It is no guarantee:
 * with weights far beyond the usual a right gradient was called wrong in one of 200 nets.
 *
 * <p>Formulas of the engine are stated once more in double precision; n is right to about ten
 * digits, and what rounding in float32 makes of a was below 1e-4 in nets with usual weights. A
 * formula of an embedder has float32 values only: n has its slope at each input from five values
 * around it, right to about five digits, and errors were below 5e-3. The tolerance of a {@link
 * GradientReport} is 1e-3 without and 1e-2 with such a formula.
 *
 * <p>Where a kink, as of ReLU or the hinge loss, lies between the two losses of a difference there
 * is no derivative to compare with: the value is left out and counted. So is a whole row of the
 * batch whose values are so near to a kink that float32 may be on its other side. Dropout is off.
 *
 * <p>A check takes heap for the weights and for the batch in double precision. Not for concurrent
 * use of one net.
 */
public final class GradientCheck {

  /** The largest relative error of a right gradient with formulas of the engine. */
  public static final double TOLERANCE = 1e-3;

  /** The largest relative error of a right gradient with a formula of an embedder. */
  public static final double TOLERANCE_OF_CUSTOM = 1e-2;

  /** How many values of a parameter a check compares unless told otherwise. */
  public static final int VALUES = 100;

  // By how much inputs of an activation change. Curvature gives an error of its square, rounding
  // one of 1e-16 divided by it; the narrow one is for where a kink is in the way.
  private static final double[] CHANGES = {1e-4, 1e-5};

  private final FullyConnectedNet net;
  private final DoubleNet reference;
  private final double tolerance;

  private GradientCheck(FullyConnectedNet net, DoubleNet reference, double tolerance) {
    this.net = net;
    this.reference = reference;
    this.tolerance = tolerance;
  }

  /**
   * Checks a net with weights that are drawn, on some samples.
   *
   * @param x (N, D), as the first layer sees them
   * @param labels (N,)
   * @param seed draws the weights and the values that are compared
   * @throws IllegalArgumentException if shapes or labels do not fit the net, or there is no sample
   */
  public static GradientReport of(
      NetSpec spec, Kernels kernels, float[][] x, int[] labels, long seed) {
    try (Workspace workspace = new Workspace()) {
      Labels ofRows = workspace.labels(labels);
      NetSpec weighted = spec.weightedFor(ofRows);
      FullyConnectedNet net = new FullyConnectedNet(weighted, kernels, workspace, x.length);
      net.initialize(seed);
      Normalization none = Normalization.none(workspace, spec.inputs());
      return of(net, Batch.all(workspace.matrix(x), none), ofRows, VALUES, seed);
    }
  }

  /**
   * Checks a net as it is. Modified: the net's gradients.
   *
   * @param batch N rows, at least 1 and at most the net's largest batch
   * @param labels (N,)
   * @param values how many values of each parameter are compared, at least 1; all, if there are no
   *     more, else a sample
   * @param seed draws the sample
   * @throws IllegalArgumentException if shapes or labels do not fit the net, or a number is out of
   *     range
   */
  public static GradientReport of(
      FullyConnectedNet net, Batch batch, Labels labels, int values, long seed) {
    requireFit(net, batch, labels);
    if (values < 1) {
      throw new IllegalArgumentException("values must be at least 1, got " + values);
    }
    double tolerance = tolerance(net.spec());
    try (Workspace workspace = new Workspace()) {
      double[] x = inputs(net.kernels(), batch, workspace);
      int[] classes = labels.toArray();
      DoubleNet whole = new DoubleNet(net, x, classes);
      int[] rows = whole.rowsOffKinks();
      int left = classes.length - rows.length;
      if (rows.length == 0) {
        List<ParameterCheck> undecided =
            net.params().stream()
                .map(it -> ParameterCheck.of(it, List.of(), 0, tolerance))
                .toList();
        return new GradientReport(undecided, 0, left, Double.NaN, Double.NaN, tolerance);
      }
      int[] sources = IntStream.of(rows).map(batch::sourceRow).toArray();
      Labels kept = workspace.labels(IntStream.of(rows).map(row -> classes[row]).toArray());
      Batch off = Batch.indexed(batch.source(), batch.normalization(), sources, 0, rows.length);
      double loss = net.lossAndGradients(off, kept);
      DoubleNet reference =
          left == 0 ? whole : new DoubleNet(net, rows(x, rows, batch.columns()), kept.toArray());
      List<ParameterCheck> checks =
          new GradientCheck(net, reference, tolerance)
              .parameters(values, new SplittableRandom(seed));
      return new GradientReport(checks, rows.length, left, loss, reference.loss(), tolerance);
    }
  }

  private static double tolerance(NetSpec spec) {
    boolean custom =
        spec.loss() instanceof Loss.Custom
            || (!spec.hidden().isEmpty() && spec.activation() instanceof Activation.Custom);
    return custom ? TOLERANCE_OF_CUSTOM : TOLERANCE;
  }

  private static void requireFit(FullyConnectedNet net, Batch batch, Labels labels) {
    int rows = batch.count();
    if (rows < 1 || rows > net.largestBatch() || labels.size() != rows) {
      throw new IllegalArgumentException(
          "a batch must have 1 to %d rows and as many labels, got %d rows and %d labels"
              .formatted(net.largestBatch(), rows, labels.size()));
    }
    if (batch.columns() != net.spec().inputs()) {
      throw new IllegalArgumentException(
          "the net has %d inputs, the batch %d".formatted(net.spec().inputs(), batch.columns()));
    }
    labels.counts(net.spec().classes());
  }

  /** The inputs as the first layer sees them, (N, D). */
  private static double[] inputs(Kernels kernels, Batch batch, Workspace workspace) {
    Matrix x = workspace.matrix(batch.count(), batch.columns());
    kernels.gather(x, batch);
    float[] values = x.toArray();
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  private static double[] rows(double[] x, int[] rows, int columns) {
    double[] some = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(x, rows[i] * columns, some, i * columns, columns);
    }
    return some;
  }

  private List<ParameterCheck> parameters(int values, SplittableRandom random) {
    List<ParameterCheck> checks = new ArrayList<>();
    for (int i = 0; i < net.params().size(); i++) {
      checks.add(parameter(i, values, random));
    }
    return checks;
  }

  /** Compares values of parameter {@code number}: W1, b1, W2, …. */
  private ParameterCheck parameter(int number, int most, SplittableRandom random) {
    Param param = net.params().get(number);
    int columns = param.value().columns();
    List<Comparison> comparisons = new ArrayList<>();
    int atKinks = 0;
    for (long place : places((long) param.value().rows() * columns, most, random)) {
      int row = (int) (place / columns);
      int column = (int) (place % columns);
      Optional<DoubleNet.Quotient> numerical = difference(number, row, column);
      if (numerical.isPresent()) {
        double analytic = param.gradient().get(row, column);
        comparisons.add(new Comparison(row, column, analytic, numerical.get()));
      } else {
        atKinks++;
      }
    }
    return ParameterCheck.of(param, comparisons, atKinks, tolerance);
  }

  /** Distinct numbers below {@code count}, ascending: all, or {@code most} of them. */
  private static long[] places(long count, int most, SplittableRandom random) {
    return count <= most
        ? LongStream.range(0, count).toArray()
        : random.longs(0, count).distinct().limit(most).sorted().toArray();
  }

  private Optional<DoubleNet.Quotient> difference(int number, int row, int column) {
    Optional<DoubleNet.Quotient> difference = Optional.empty();
    for (int i = 0; i < CHANGES.length && difference.isEmpty(); i++) {
      difference =
          number % 2 == 0
              ? reference.ofWeight(number / 2, row, column, CHANGES[i])
              : reference.ofBias(number / 2, column, CHANGES[i]);
    }
    return difference;
  }
}
