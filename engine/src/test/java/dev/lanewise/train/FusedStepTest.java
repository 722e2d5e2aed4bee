package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.FusedStep;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.kernels.NetStack;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Param;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.Sgd;
import dev.lanewise.parallel.Parallel;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fused steps of one net and of several give the bits of plain steps on the scalar kernels. */
class FusedStepTest {

  private static final int STEPS = 4;

  /** Nets that train together, and their batches. */
  private record Case(
      int inputs,
      int batch,
      List<Integer> hidden,
      int classes,
      Activation activation,
      boolean bytes,
      Normalization.Kind kind) {

    private Case(int inputs, int batch, List<Integer> hidden, int classes) {
      this(inputs, batch, hidden, classes, Activation.RELU, true, Normalization.Kind.CENTER);
    }

    /** Net i differs in all that nets of a stack may differ in. */
    NetSpec spec(int i) {
      LossFunction loss = i % 3 == 2 ? LossFunction.SVM : LossFunction.SOFTMAX;
      double reg = i % 2 == 0 ? 0.25 : 0;
      return new NetSpec(inputs, List.of(hidden.get(i)), classes, activation, loss, 0.05, reg);
    }

    double learningRate(int i) {
      return 0.01 / (i + 1);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(1, 1, List.of(1), 1),
        new Case(7, 3, List.of(5), 2),
        new Case(192, 64, List.of(16), 10),
        new Case(193, 65, List.of(17), 16),
        new Case(384, 20, List.of(32), 17),
        new Case(385, 130, List.of(33), 10),
        new Case(784, 100, List.of(100), 10),
        new Case(1000, 50, List.of(50), 10), // halves of 576 and 424 inputs
        new Case(500, 31, List.of(60), 10), // halves would be too unequal
        new Case(1000, 12, List.of(530), 10), // more than a block of hidden units
        new Case(100, 600, List.of(20), 10), // more than a block of rows
        new Case(50, 10, List.of(20), 300), // many classes
        new Case(300, 50, List.of(50, 100), 10),
        new Case(70, 40, List.of(1, 15, 3, 31, 16, 2), 5),
        new Case(40, 9, List.of(500, 30, 7), 10), // the second net's units in two blocks
        new Case(
            90, 30, List.of(20, 13), 10, Activation.SIGMOID, true, Normalization.Kind.STANDARDIZE),
        new Case(90, 30, List.of(20, 13), 10, Activation.TANH, false, Normalization.Kind.NONE),
        new Case(33, 30, List.of(20, 13), 10, Activation.IDENTITY, false, Normalization.Kind.UNIT));
  }

  /** A data set, its normalization, and the rows of each batch: the third smaller than others. */
  private static final class Batches {
    private final List<Rows> rows = new ArrayList<>();
    private final List<Labels> labels = new ArrayList<>();

    Batches(Case given, Workspace workspace) {
      SplittableRandom random = new SplittableRandom(11);
      int samples = 2 * given.batch() + 3;
      Samples source = given.bytes() ? bytes(given, workspace) : floats(given, workspace);
      Normalization normalization = normalization(given, workspace);
      for (int step = 0; step < STEPS; step++) {
        int count = step == 2 ? Math.ceilDiv(given.batch(), 3) : given.batch();
        int[] index = random.ints(count, 0, samples).toArray();
        rows.add(Rows.indexed(source, normalization, index, 0, count));
        labels.add(workspace.labels(random.ints(count, 0, given.classes()).toArray()));
      }
    }

    private static Pixels bytes(Case given, Workspace workspace) {
      Pixels pixels = workspace.pixels(2 * given.batch() + 3, given.inputs());
      byte[] values = new byte[Math.toIntExact(pixels.segment().byteSize())];
      new SplittableRandom(7).nextBytes(values);
      pixels.segment().asByteBuffer().put(values);
      return pixels;
    }

    private static Matrix floats(Case given, Workspace workspace) {
      Matrix matrix = workspace.matrix(2 * given.batch() + 3, given.inputs());
      fill(matrix, 3);
      return matrix;
    }

    private static Normalization normalization(Case given, Workspace workspace) {
      Matrix mean = workspace.matrix(1, given.inputs());
      Matrix inverse = workspace.matrix(1, given.inputs());
      fill(mean, 5);
      fill(inverse, 6);
      return new Normalization(given.kind(), mean, inverse);
    }

    private static void fill(Matrix matrix, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < matrix.rows(); i++) {
        for (int j = 0; j < matrix.columns(); j++) {
          matrix.set(i, j, (float) random.nextDouble(-1, 1));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitsOfPlainSteps(Case given) {
    try (Workspace workspace = new Workspace()) {
      Batches batches = new Batches(given, workspace);
      List<FullyConnectedNet> plain = nets(given, workspace);
      List<double[]> losses = trainPlain(given, plain, batches);
      for (int threads : new int[] {1, 2, 3, 7}) {
        try (Parallel parallel = new Parallel(threads)) {
          Widths.bits()
              .filter(bits -> bits > 0)
              .forEach(bits -> {
                Kernels kernels = Widths.kernels(bits, parallel);
                requireEqual(given, kernels, plain, losses, batches);
              });
        }
      }
    }
  }

  private static List<FullyConnectedNet> nets(Case given, Workspace workspace) {
    List<FullyConnectedNet> nets = new ArrayList<>();
    for (int i = 0; i < given.hidden().size(); i++) {
      nets.add(new FullyConnectedNet(given.spec(i), Widths.scalar(), workspace, given.batch()));
      nets.getLast().initialize(i);
    }
    return nets;
  }

  private static List<double[]> trainPlain(
      Case given, List<FullyConnectedNet> nets, Batches batches) {
    List<double[]> losses = new ArrayList<>();
    Sgd sgd = new Sgd(Widths.scalar());
    for (int step = 0; step < STEPS; step++) {
      double[] ofStep = new double[nets.size()];
      for (int i = 0; i < nets.size(); i++) {
        TrainingStep plain = TrainingStep.plain(nets.get(i), sgd);
        ofStep[i] =
            plain.run(batches.rows.get(step), batches.labels.get(step), given.learningRate(i));
      }
      losses.add(ofStep);
    }
    return losses;
  }

  private static void requireEqual(
      Case given,
      Kernels kernels,
      List<FullyConnectedNet> plain,
      List<double[]> losses,
      Batches batches) {
    try (Workspace workspace = new Workspace()) {
      NetStack stack = stack(given, workspace);
      FusedStep step = kernels.fusedStep(stack, given.batch(), workspace).orElseThrow();
      step.load();
      double[] rates = new double[plain.size()];
      for (int i = 0; i < rates.length; i++) {
        rates[i] = given.learningRate(i);
      }
      for (int s = 0; s < STEPS; s++) {
        double[] fused = new double[plain.size()];
        step.train(fused, batches.rows.get(s), batches.labels.get(s), rates);
        assertArrayEquals(losses.get(s), fused, 0, "losses of step " + s);
      }
      requireEqualScores(given, step, plain, batches, workspace);
      step.store();
      int column = 0;
      for (int i = 0; i < plain.size(); i++) {
        int next = column + given.hidden().get(i);
        List<Param> params = plain.get(i).params();
        requireEqual(params.get(0), stack.w1().columnSlice(column, next));
        requireEqual(params.get(1), stack.b1().columnSlice(column, next));
        requireEqual(params.get(2), stack.outputs().get(i).w2());
        requireEqual(params.get(3), stack.outputs().get(i).b2());
        column = next;
      }
    }
  }

  private static NetStack stack(Case given, Workspace workspace) {
    int hidden = given.hidden().stream().mapToInt(Integer::intValue).sum();
    Matrix w1 = workspace.matrix(given.inputs(), hidden);
    Matrix b1 = workspace.matrix(1, hidden);
    List<NetStack.Output> outputs = new ArrayList<>();
    int column = 0;
    for (FullyConnectedNet net : nets(given, workspace)) {
      List<Param> params = net.params();
      int next = column + net.spec().hidden().getFirst();
      w1.columnSlice(column, next).copyFrom(params.get(0).value());
      Matrix w2 = params.get(2).value();
      outputs.add(
          new NetStack.Output(w2, params.get(3).value(), net.spec().loss(), net.spec().reg()));
      column = next;
    }
    return new NetStack(w1, b1, given.activation(), outputs);
  }

  /** With as many rows as all batches have, three pieces and more. */
  private static void requireEqualScores(
      Case given,
      FusedStep step,
      List<FullyConnectedNet> plain,
      Batches batches,
      Workspace workspace) {
    Rows batch = batches.rows.getFirst();
    Rows rows = Rows.all(batch.source(), batch.normalization());
    List<Matrix> scores = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      scores.add(workspace.matrix(rows.count(), given.classes()));
    }
    step.scores(scores, rows);
    for (int i = 0; i < plain.size(); i++) {
      for (int from = 0; from < rows.count(); from += given.batch()) {
        int to = Math.min(from + given.batch(), rows.count());
        Rows part = Rows.range(rows.source(), rows.normalization(), from, to);
        Matrix expected = plain.get(i).scores(part);
        assertArrayEquals(expected.toArray(), scores.get(i).slice(from, to).toArray());
      }
    }
  }

  private static void requireEqual(Param expected, Matrix actual) {
    assertArrayEquals(expected.value().toArray(), actual.toArray(), expected.name());
  }

  @Test
  void onlyNetsWithOneHiddenLayerAreFused() {
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      assertTrue(stepOf(List.of(5), kernels, workspace) instanceof TrainingStep.Fused);
      assertTrue(stepOf(List.of(), kernels, workspace) instanceof TrainingStep.Plain);
      assertTrue(stepOf(List.of(5, 5), kernels, workspace) instanceof TrainingStep.Plain);
      assertTrue(stepOf(List.of(5), Widths.scalar(), workspace) instanceof TrainingStep.Plain);
    }
  }

  private static TrainingStep stepOf(List<Integer> hidden, Kernels kernels, Workspace workspace) {
    NetSpec spec = new NetSpec(3, hidden, 2, Activation.RELU, LossFunction.SOFTMAX, 1, 0);
    FullyConnectedNet net = new FullyConnectedNet(spec, kernels, workspace, 4);
    return TrainingStep.of(net, new Sgd(kernels), 4, workspace);
  }

  /** A label out of range, too many rows, other inputs: nothing is trained. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void badArgumentsAreRejected(int what) {
    Case given = new Case(7, 3, List.of(5), 2);
    Case other = new Case(8, 3, List.of(5), 2);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      NetStack stack = stack(given, workspace);
      FusedStep step = kernels.fusedStep(stack, given.batch(), workspace).orElseThrow();
      step.load();
      Rows three = new Batches(given, workspace).rows.getFirst();
      Rows nine = Rows.all(three.source(), three.normalization());
      Rows wide = new Batches(other, workspace).rows.getFirst();
      float[] before = stack.w1().toArray();
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  step.train(
                      new double[1],
                      what == 0 ? nine : what == 1 ? wide : three,
                      workspace.labels(
                          what == 0 ? new int[9] : what == 2 ? new int[] {0, 2, 0} : new int[3]),
                      new double[what == 3 ? 2 : 1]));
      String expected =
          List.of(
                  "9 rows, 1 to 3",
                  "8 inputs for nets of 7",
                  "label 2 of row 1",
                  "2 learning rates")
              .get(what);
      assertTrue(thrown.getMessage().contains(expected), thrown.getMessage());
      step.store();
      assertArrayEquals(before, stack.w1().toArray());
    }
  }

  /** The parameters are taken over at load and given back at store, and not in between. */
  @Test
  void loadAndStore() {
    Case given = new Case(7, 3, List.of(5), 2);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      NetStack stack = stack(given, workspace);
      FusedStep step = kernels.fusedStep(stack, given.batch(), workspace).orElseThrow();
      float[] before = stack.w1().toArray();
      step.load();
      stack.w1().fill(0);
      step.store();
      assertArrayEquals(before, stack.w1().toArray());
      assertEquals(0, stack.b1().get(0, 0));
    }
  }

  /**
   * The source is closed in the midst of steps, so that one thread fails while others wait for what
   * it was to hand over: the step ends with the failure, and the next one is as good as ever.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFailureEndsTheStep(int threads) {
    Case given = new Case(768, 90, List.of(64), 10);
    try (Parallel parallel = new Parallel(threads);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      NetStack stack = stack(given, workspace);
      FusedStep step = kernels.fusedStep(stack, given.batch(), workspace).orElseThrow();
      step.load();
      Batches batches = new Batches(given, workspace);
      Normalization normalization = batches.rows.getFirst().normalization();
      Labels labels = workspace.labels(given.batch());
      int failures = 0;
      for (int i = 0; failures < 5; i++) {
        Arena arena = Arena.ofShared();
        Pixels pixels =
            Pixels.of(
                arena.allocate((long) given.batch() * given.inputs()),
                given.batch(),
                given.inputs());
        Rows rows = Rows.all(pixels, normalization);
        long later = System.nanoTime() + i % 40 * 50_000L;
        CompletableFuture<Void> closing =
            CompletableFuture.runAsync(() -> {
              while (System.nanoTime() < later) {
                Thread.onSpinWait();
              }
              arena.close();
            });
        IllegalStateException thrown =
            assertThrows(IllegalStateException.class, () -> trainOn(step, rows, labels));
        boolean before = thrown.getMessage().startsWith("the workspace of a matrix");
        failures += before ? 0 : 1;
        closing.join();
      }
      step.load();
      double[] loss = new double[1];
      step.train(loss, batches.rows.getFirst(), batches.labels.getFirst(), new double[] {0.01});
      List<FullyConnectedNet> plain = nets(given, workspace);
      assertEquals(trainPlain(given, plain, batches).getFirst()[0], loss[0]);
    }
  }

  private static void trainOn(FusedStep step, Rows rows, Labels labels) {
    while (true) {
      step.train(new double[1], rows, labels, new double[] {0});
    }
  }

  /** What a stack has nothing of cannot be trained. */
  @Test
  void emptyNetsAreNotFused() {
    try (Parallel parallel = new Parallel(2)) {
      Kernels kernels = Widths.kernels(128, parallel);
      assertTrue(kernels.fuses(1, 1, 1, 1));
      assertFalse(kernels.fuses(0, 1, 1, 1));
      assertFalse(kernels.fuses(1, 0, 1, 1));
      assertFalse(kernels.fuses(1, 1, 0, 1));
      assertFalse(kernels.fuses(1, 1, 1, 0));
    }
  }

  /** Scores of too few rows, for too few nets, or where the batch lies: nothing is written. */
  @Test
  void badScoresAreRejected() {
    Case given = new Case(10, 3, List.of(5), 10, Activation.RELU, false, Normalization.Kind.NONE);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      FusedStep step =
          kernels.fusedStep(stack(given, workspace), given.batch(), workspace).orElseThrow();
      step.load();
      Rows batch = new Batches(given, workspace).rows.getFirst();
      Matrix source = (Matrix) batch.source();
      Matrix good = workspace.matrix(batch.count(), given.classes());
      step.scores(List.of(good), batch);
      for (List<Matrix> bad :
          List.of(
              List.of(workspace.matrix(batch.count() + 1, given.classes())),
              List.of(workspace.matrix(batch.count(), given.classes() + 1)),
              List.of(good, good),
              List.of(source.slice(0, batch.count())))) {
        float[] before = source.toArray();
        assertThrows(IllegalArgumentException.class, () -> step.scores(bad, batch));
        assertArrayEquals(before, source.toArray());
      }
    }
  }

  /** Of any matrix: all of them are still as they were. */
  @Test
  void nothingIsStoredToAClosedWorkspace() {
    Case given = new Case(7, 3, List.of(5), 2);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace();
        Workspace open = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      Matrix w1 = open.matrix(7, 5);
      NetStack stack;
      FusedStep step;
      try (Workspace closed = new Workspace()) {
        NetStack.Output of = stack(given, closed).outputs().getFirst();
        stack = new NetStack(w1, open.matrix(1, 5), Activation.RELU, List.of(of));
        step = kernels.fusedStep(stack, given.batch(), workspace).orElseThrow();
        step.load();
      }
      w1.fill(7);
      assertThrows(IllegalStateException.class, step::store);
      assertEquals(7, w1.get(0, 0));
    }
  }
}
