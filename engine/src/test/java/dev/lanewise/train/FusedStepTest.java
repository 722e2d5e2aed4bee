package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Identity;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Sigmoid;
import dev.lanewise.activation.Tanh;
import dev.lanewise.examples.ExtendingExample.HeavyBall;
import dev.lanewise.examples.ExtendingExample.SignDescent;
import dev.lanewise.examples.ExtendingExample.Softsign;
import dev.lanewise.examples.ExtendingExample.SquaredError;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;
import dev.lanewise.parallel.Parallel;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fused steps of one net and of several give the bits of plain steps on the scalar kernels. */
class FusedStepTest {

  private static final int STEPS = 4;
  private static final long SEED = 0x1234_5678_9ABC_DEF0L; // of dropout

  /** Nets that train together, and their batches. */
  private record Case(
      int inputs, int batch, List<Net> nets, int classes, boolean bytes, Normalization.Kind kind) {

    private Case(int inputs, int batch, List<Net> nets, int classes) {
      this(inputs, batch, nets, classes, true, Normalization.Kind.CENTER);
    }

    NetSpec spec(int i) {
      Net net = nets.get(i);
      return new NetSpec(
              inputs, net.hidden(), classes, net.activation(), net.loss(), 0.05, net.reg())
          .withClassWeights(net.classWeights())
          .withDropout(net.dropout())
          .withClipNorm(net.clipNorm());
    }

    double learningRate(int i) {
      return 0.01 / (i + 1);
    }
  }

  /** One net of an array. */
  private record Net(
      List<Integer> hidden,
      Activation activation,
      Loss loss,
      ClassWeights classWeights,
      double reg,
      Optimizer optimizer,
      double dropout,
      double clipNorm) {}

  /** Nets with one hidden layer each; net i differs in loss and L2. */
  private static List<Net> shallow(Activation activation, int... widths) {
    List<Net> nets = new ArrayList<>();
    for (int width : widths) {
      nets.add(net(nets.size(), activation, List.of(width)));
    }
    return nets;
  }

  private static List<Net> shallow(int... widths) {
    return shallow(new Relu(), widths);
  }

  private static Net net(int i, Activation activation, List<Integer> hidden) {
    Loss loss = i % 3 == 2 ? new MulticlassHinge() : new SoftmaxCrossEntropy();
    return new Net(
        hidden,
        activation,
        loss,
        ClassWeights.NONE,
        i % 2 == 0 ? 0.25 : 0,
        optimizer(i),
        i % 3 == 1 ? 0.3 : 0,
        i % 4 == 1 ? 0.1 : 0);
  }

  /** SGD for the first net, so that a single net trains by it; the others by all there are. */
  private static Optimizer optimizer(int i) {
    return Optimizer.all().get(i % Optimizer.all().size());
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(1, 1, shallow(1), 1),
        new Case(7, 3, shallow(5), 2),
        new Case(192, 64, shallow(16), 10),
        new Case(193, 65, shallow(17), 16),
        new Case(384, 20, shallow(32), 17),
        new Case(385, 130, shallow(33), 10),
        new Case(784, 100, shallow(100), 10),
        new Case(1000, 50, shallow(50), 10), // halves of 576 and 424 inputs
        new Case(500, 31, shallow(60), 10), // halves would be too unequal
        new Case(1000, 12, shallow(530), 10), // more than a block of hidden units
        new Case(100, 600, shallow(20), 10), // more than a block of rows
        new Case(50, 10, shallow(20), 300), // many classes
        new Case(300, 50, shallow(50, 100), 10),
        new Case(70, 40, shallow(1, 15, 3, 31, 16, 2), 5),
        new Case(40, 9, shallow(500, 30, 7), 10), // the second net's units in two blocks
        new Case(90, 30, shallow(new Sigmoid(), 20, 13), 10, true, Normalization.Kind.STANDARDIZE),
        new Case(90, 30, shallow(new Tanh(), 20, 13), 10, false, Normalization.Kind.NONE),
        new Case(33, 30, shallow(new Identity(), 20, 13), 10, false, Normalization.Kind.UNIT),
        new Case(1, 1, List.of(net(0, new Relu(), List.of())), 1),
        new Case(400, 100, List.of(net(0, new Relu(), List.of())), 10),
        new Case(400, 100, List.of(net(0, new Relu(), List.of(100, 50))), 10),
        new Case(20, 30, List.of(net(0, new Tanh(), List.of(30, 530, 20))), 3), // wide inside
        new Case(20, 30, List.of(net(0, new Tanh(), List.of(530, 515))), 3),
        new Case(20, 600, List.of(net(0, new Sigmoid(), List.of(9, 8, 7, 6))), 3),
        new Case(
            130,
            40,
            List.of(
                net(0, new Tanh(), List.of(20, 9)),
                net(1, new Relu(), List.of(500, 21)),
                net(2, new Identity(), List.of(7)),
                net(3, new Sigmoid(), List.of(1, 2, 3, 4)),
                net(4, new Relu(), List.of()),
                net(5, new Relu(), List.of(40))),
            10));
  }

  /** An array as the seed says: any depth up to 4, any activation, widths with tails. */
  private static Case generated(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int classes = random.nextInt(1, random.nextInt(3) == 0 ? 40 : 12);
    List<Net> nets = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      List<Integer> hidden =
          random.ints(random.nextInt(5), 1, random.nextInt(2, 70)).boxed().toList();
      List<Activation> activations = new ArrayList<>(Activation.all());
      List<Loss> losses = new ArrayList<>(Loss.all());
      activations.add(new Softsign());
      losses.add(new SquaredError());
      List<Optimizer> optimizers = new ArrayList<>(Optimizer.all());
      optimizers.add(new HeavyBall(0.8));
      optimizers.add(new SignDescent());
      nets.add(
          new Net(
              hidden,
              activations.get(random.nextInt(activations.size())),
              losses
                  .get(random.nextInt(losses.size()))
                  .with("labelSmoothing", random.nextBoolean() ? 0 : random.nextDouble(1)),
              random.nextBoolean() ? ClassWeights.NONE : classWeights(random, classes),
              random.nextInt(3) == 0 ? 0 : random.nextDouble(0.5),
              optimizers.get(random.nextInt(optimizers.size())),
              random.nextInt(3) == 0 ? random.nextDouble(0.9) : 0,
              random.nextInt(3) == 0
                  ? Math.scalb(random.nextDouble(1, 2), random.nextInt(-8, 4))
                  : 0));
    }
    Normalization.Kind[] kinds = Normalization.Kind.values();
    return new Case(
        random.nextInt(1, random.nextInt(3) == 0 ? 1000 : 100),
        random.nextInt(1, random.nextInt(4) == 0 ? 140 : 40),
        nets,
        classes,
        random.nextBoolean(),
        kinds[random.nextInt(kinds.length)]);
  }

  /** Most weights differ; some are 0, so that a small batch may have none that counts. */
  private static ClassWeights classWeights(SplittableRandom random, int classes) {
    double[] weights = random.doubles(classes, 0.01, 5).toArray();
    for (int c = 1; c < classes; c++) {
      weights[c] = random.nextInt(4) == 0 ? 0 : weights[c];
    }
    return ClassWeights.of(weights);
  }

  /** A data set, its normalization, and the rows of each batch: the third smaller than others. */
  private static final class Batches {
    private final List<Batch> rows = new ArrayList<>();
    private final List<Labels> labels = new ArrayList<>();

    Batches(Case given, Workspace workspace) {
      SplittableRandom random = new SplittableRandom(11);
      int samples = 2 * given.batch() + 3;
      Samples source = given.bytes() ? bytes(given, workspace) : floats(given, workspace);
      Normalization normalization = normalization(given, workspace);
      for (int step = 0; step < STEPS; step++) {
        int count = step == 2 ? Math.ceilDiv(given.batch(), 3) : given.batch();
        int[] index = random.ints(count, 0, samples).toArray();
        rows.add(Batch.indexed(source, normalization, index, 0, count));
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
    requireBitsOfPlainSteps(given);
  }

  /** First seeds of twenty arrays each; CONTRIBUTING says how to have more, or others. */
  static LongStream generatedSeeds() {
    long first = Long.getLong("lanewise.fused.seed", 0);
    return LongStream.iterate(first, seed -> seed + 20)
        .limit(Math.ceilDiv(Integer.getInteger("lanewise.fused.cases", 200), 20));
  }

  /** Twenty arrays each, from the seed that the test's name shows. */
  @ParameterizedTest
  @MethodSource("generatedSeeds")
  void bitsOfPlainStepsOfGeneratedArrays(long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + 20; seed++) {
      Case given = generated(seed);
      try {
        requireBitsOfPlainSteps(given);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + given, e);
      }
    }
  }

  private static void requireBitsOfPlainSteps(Case given) {
    try (Workspace workspace = new Workspace()) {
      Batches batches = new Batches(given, workspace);
      List<FullyConnectedNet> plain = nets(given, workspace);
      List<Parameters> start =
          plain.stream().map(net -> copy(net.parameters(), workspace)).toList();
      List<double[]> losses = trainPlain(given, plain, batches);
      for (int threads : new int[] {1, 2, 3, 7}) {
        try (Parallel parallel = new Parallel(threads)) {
          Widths.bits()
              .filter(bits -> bits > 0)
              .forEach(bits -> {
                Kernels kernels = Widths.kernels(bits, parallel);
                requireEqual(given, kernels, start, plain, losses, batches);
              });
        }
      }
    }
  }

  private static List<FullyConnectedNet> nets(Case given, Workspace workspace) {
    List<FullyConnectedNet> nets = new ArrayList<>();
    for (int i = 0; i < given.nets().size(); i++) {
      nets.add(new FullyConnectedNet(given.spec(i), Widths.scalar(), workspace, given.batch()));
      nets.getLast().initialize(i);
    }
    return nets;
  }

  private static Parameters copy(Parameters net, Workspace workspace) {
    Parameters copy = Parameters.zeros(net.spec(), workspace);
    copy.copyFrom(net);
    return copy;
  }

  private static List<double[]> trainPlain(
      Case given, List<FullyConnectedNet> nets, Batches batches) {
    List<double[]> losses = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      double[] ofStep = new double[nets.size()];
      for (int i = 0; i < nets.size(); i++) {
        ofStep[i] =
            nets.get(i)
                .step(
                    batches.rows.get(step),
                    batches.labels.get(step),
                    given.nets().get(i).optimizer(),
                    given.learningRate(i),
                    step + 1,
                    SEED + i);
      }
      losses.add(ofStep);
    }
    return losses;
  }

  private static void requireEqual(
      Case given,
      Kernels kernels,
      List<Parameters> start,
      List<FullyConnectedNet> plain,
      List<double[]> losses,
      Batches batches) {
    try (Workspace workspace = new Workspace()) {
      List<NetArray.Member> members = new ArrayList<>();
      for (int i = 0; i < start.size(); i++) {
        members.add(member(given, i, copy(start.get(i), workspace), workspace));
      }
      NetArray array = new NetArray(members);
      TrainingStep step = kernels.fusedStep(array, given.batch(), workspace).orElseThrow();
      step.load();
      double[] rates = new double[plain.size()];
      for (int i = 0; i < rates.length; i++) {
        rates[i] = given.learningRate(i);
      }
      for (int s = 0; s < STEPS; s++) {
        double[] fused = new double[plain.size()];
        step.train(fused, batches.rows.get(s), batches.labels.get(s), rates, s + 1);
        assertArrayEquals(losses.get(s), fused, 0, "losses of step " + s);
      }
      requireEqualScores(given, step, plain, batches, workspace);
      step.store();
      for (int i = 0; i < plain.size(); i++) {
        NetArray.Member member = members.get(i);
        requireEqual(plain.get(i).parameters(), member.layers());
        List<Parameters> slots = plain.get(i).slots(member.optimizer());
        for (int slot = 0; slot < slots.size(); slot++) {
          requireEqual(slots.get(slot), member.slots().get(slot));
        }
      }
    }
  }

  private static NetArray.Member member(Case given, int i, Parameters values, Workspace workspace) {
    Optimizer optimizer = given.nets().get(i).optimizer();
    return TrainableNet.of(values, optimizer, SEED + i, workspace).member();
  }

  private static NetArray array(Case given, Workspace workspace) {
    List<NetArray.Member> members = new ArrayList<>();
    for (FullyConnectedNet net : nets(given, workspace)) {
      members.add(member(given, members.size(), net.parameters(), workspace));
    }
    return new NetArray(members);
  }

  /** With as many rows as all batches have, three pieces and more. */
  private static void requireEqualScores(
      Case given,
      TrainingStep step,
      List<FullyConnectedNet> plain,
      Batches batches,
      Workspace workspace) {
    Batch batch = batches.rows.getFirst();
    Batch rows = Batch.all(batch.source(), batch.normalization());
    List<Matrix> scores = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      scores.add(workspace.matrix(rows.count(), given.classes()));
    }
    step.scores(scores, rows);
    for (int i = 0; i < plain.size(); i++) {
      for (int from = 0; from < rows.count(); from += given.batch()) {
        int to = Math.min(from + given.batch(), rows.count());
        Batch part = Batch.range(rows.source(), rows.normalization(), from, to);
        Matrix expected = plain.get(i).scores(part);
        assertArrayEquals(expected.toArray(), scores.get(i).slice(from, to).toArray());
      }
    }
  }

  private static Matrix w1(NetArray nets) {
    return nets.members().getFirst().layers().getFirst().weights();
  }

  private static void requireEqual(Parameters expected, List<NetArray.Layer> actual) {
    for (int layer = 0; layer < actual.size(); layer++) {
      int i = 2 * layer;
      requireEqual(expected.weights(layer), actual.get(layer).weights(), Parameters.name(i));
      requireEqual(expected.bias(layer), actual.get(layer).bias(), Parameters.name(i + 1));
    }
  }

  private static void requireEqual(Matrix expected, Matrix actual, String name) {
    assertArrayEquals(expected.toArray(), actual.toArray(), name);
  }

  @Test
  void netsOfAnyDepthAreFusedOnVectorKernels() {
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      assertFalse(stepOf(List.of(5), kernels, workspace) instanceof PlainStep);
      assertFalse(stepOf(List.of(), kernels, workspace) instanceof PlainStep);
      assertFalse(stepOf(List.of(5, 5), kernels, workspace) instanceof PlainStep);
      assertTrue(stepOf(List.of(5), Widths.scalar(), workspace) instanceof PlainStep);
    }
  }

  private static TrainingStep stepOf(List<Integer> hidden, Kernels kernels, Workspace workspace) {
    NetSpec spec = new NetSpec(3, hidden, 2, new Relu(), new SoftmaxCrossEntropy(), 1, 0);
    Parameters zeros = Parameters.zeros(spec, workspace);
    List<TrainableNet> nets = List.of(TrainableNet.of(zeros, new Sgd(), 0, workspace));
    return TrainingSteps.of(nets, kernels, 4, 4, workspace);
  }

  /** A label out of range, too many rows, other inputs: nothing is trained. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void badArgumentsAreRejected(int what) {
    Case given = new Case(7, 3, shallow(5), 2);
    Case other = new Case(8, 3, shallow(5), 2);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      NetArray nets = array(given, workspace);
      TrainingStep step = kernels.fusedStep(nets, given.batch(), workspace).orElseThrow();
      step.load();
      Batch three = new Batches(given, workspace).rows.getFirst();
      Batch nine = Batch.all(three.source(), three.normalization());
      Batch wide = new Batches(other, workspace).rows.getFirst();
      float[] before = w1(nets).toArray();
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  step.train(
                      new double[1],
                      what == 0 ? nine : what == 1 ? wide : three,
                      workspace.labels(
                          what == 0 ? new int[9] : what == 2 ? new int[] {0, 2, 0} : new int[3]),
                      new double[what == 3 ? 2 : 1],
                      1));
      String expected =
          List.of(
                  "9 rows, 1 to 3",
                  "8 inputs for nets of 7",
                  "label 2 of row 1",
                  "2 learning rates")
              .get(what);
      assertTrue(thrown.getMessage().contains(expected), thrown.getMessage());
      step.store();
      assertArrayEquals(before, w1(nets).toArray());
    }
  }

  /** The parameters are taken over at load and given back at store, and not in between. */
  @Test
  void loadAndStore() {
    Case given = new Case(7, 3, shallow(5), 2);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      NetArray nets = array(given, workspace);
      TrainingStep step = kernels.fusedStep(nets, given.batch(), workspace).orElseThrow();
      float[] before = w1(nets).toArray();
      step.load();
      w1(nets).fill(0);
      step.store();
      assertArrayEquals(before, w1(nets).toArray());
      assertEquals(0, nets.members().getFirst().layers().getFirst().bias().get(0, 0));
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
    Case given = new Case(768, 90, shallow(64), 10);
    try (Parallel parallel = new Parallel(threads);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      NetArray nets = array(given, workspace);
      TrainingStep step = kernels.fusedStep(nets, given.batch(), workspace).orElseThrow();
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
        Batch rows = Batch.all(pixels, normalization);
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
      step.train(loss, batches.rows.getFirst(), batches.labels.getFirst(), new double[] {0.01}, 1);
      List<FullyConnectedNet> plain = nets(given, workspace);
      assertEquals(trainPlain(given, plain, batches).getFirst()[0], loss[0]);
    }
  }

  private static void trainOn(TrainingStep step, Batch rows, Labels labels) {
    while (true) {
      step.train(new double[1], rows, labels, new double[] {0}, 1);
    }
  }

  /** What an array has nothing of cannot be trained. */
  @Test
  void emptyNetsAreNotFused() {
    try (Parallel parallel = new Parallel(2)) {
      Kernels kernels = Widths.kernels(128, parallel);
      assertTrue(kernels.fuses(List.of(List.of(1, 1, 1)), 1));
      assertTrue(kernels.fuses(List.of(List.of(1, 1)), 1));
      assertFalse(kernels.fuses(List.of(List.of(0, 1, 1)), 1));
      assertFalse(kernels.fuses(List.of(List.of(1, 0, 1)), 1));
      assertFalse(kernels.fuses(List.of(List.of(1, 1, 0, 1)), 1));
      assertFalse(kernels.fuses(List.of(List.of(1, 1, 0)), 1));
      assertFalse(kernels.fuses(List.of(List.of(1, 1, 1)), 0));
    }
  }

  /** Scores of too few rows, for too few nets, or where the batch lies: nothing is written. */
  @Test
  void badScoresAreRejected() {
    Case given = new Case(10, 3, shallow(5), 10, false, Normalization.Kind.NONE);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      TrainingStep step =
          kernels.fusedStep(array(given, workspace), given.batch(), workspace).orElseThrow();
      step.load();
      Batch batch = new Batches(given, workspace).rows.getFirst();
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
    Case given = new Case(7, 3, shallow(5), 2);
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace();
        Workspace open = new Workspace()) {
      Kernels kernels = Widths.kernels(128, parallel);
      Matrix w1 = open.matrix(7, 5);
      TrainingStep step;
      try (Workspace closed = new Workspace()) {
        NetArray.Layer first = new NetArray.Layer(w1, open.matrix(1, 5));
        NetArray.Layer last = new NetArray.Layer(closed.matrix(5, 2), closed.matrix(1, 2));
        NetArray.Member net =
            new NetArray.Member(
                List.of(first, last),
                new Relu(),
                new SoftmaxCrossEntropy(),
                ClassWeights.NONE,
                0,
                0,
                0,
                0,
                new Sgd(),
                List.of());
        step =
            kernels.fusedStep(new NetArray(List.of(net)), given.batch(), workspace).orElseThrow();
        step.load();
      }
      w1.fill(7);
      assertThrows(IllegalStateException.class, step::store);
      assertEquals(7, w1.get(0, 0));
    }
  }
}
