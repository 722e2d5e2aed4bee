package dev.lanewise.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.LeakyRelu;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Sigmoid;
import dev.lanewise.activation.Tanh;
import dev.lanewise.check.ParameterCheck.Verdict;
import dev.lanewise.examples.ExtendingExample.Softsign;
import dev.lanewise.examples.ExtendingExample.SquaredError;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.BrokenKernels;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Right gradients pass, wrong ones do not, and what kinks hide is told. */
class GradientCheckTest {

  private static final int N = 40;
  private static final int D = 12;
  private static final int C = 4;

  private static final NetSpec DEEP =
      new NetSpec(D, List.of(17, 9), C, new Tanh(), new SoftmaxCrossEntropy(), Init.HE, 1, 0.1);

  @AutoClose private final Workspace workspace = new Workspace();

  private static GradientReport check(NetSpec spec, Kernels kernels, long seed) {
    Random random = new Random(seed);
    float[][] x = new float[N][D];
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = random.nextInt(C);
      for (int j = 0; j < D; j++) {
        x[i][j] = (float) random.nextGaussian();
      }
    }
    return GradientCheck.of(spec, kernels, x, labels, seed);
  }

  /** Every activation and loss at every depth, half of them with each of the other settings. */
  static Stream<NetSpec> specs() {
    List<Activation> activations = new ArrayList<>(Activation.all());
    activations.add(new Softsign());
    List<Loss> losses = new ArrayList<>(Loss.all());
    losses.add(new SoftmaxCrossEntropy(0.1));
    losses.add(new SquaredError());
    List<NetSpec> specs = new ArrayList<>();
    for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(17), List.of(20, 15, 9))) {
      for (Activation activation : activations) {
        for (Loss loss : losses) {
          NetSpec spec = DEEP.withHidden(hidden).withActivation(activation).withLoss(loss);
          specs.add(specs.size() % 2 == 0 ? spec : spec.withReg(0).withInit(Init.TORCH));
          specs.add(spec.withClassWeights(ClassWeights.BALANCED).withDropout(0.5));
        }
      }
    }
    return specs.stream();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void rightGradientsPass(NetSpec spec) {
    for (long seed = 1; seed <= 3; seed++) {
      GradientReport report = check(spec, Widths.scalar(), seed);
      assertTrue(report.passed(), report + " of seed " + seed);
      assertEquals(report.numericalLoss(), report.loss(), 1e-6 * report.loss());
      assertEquals(N, report.rows() + report.rowsAtKinks());
      assertTrue(report.rows() > N / 2, report.rows() + " rows");
      assertEquals(2 * spec.layers(), report.parameters().size());
      for (ParameterCheck it : report.parameters()) {
        int values = Math.min(GradientCheck.VALUES, it.rows() * it.columns());
        assertEquals(values, it.checked() + it.atKinks(), it::toString);
        assertTrue(it.checked() > 0.9 * values, it::toString);
      }
    }
  }

  /** Gradients of weights that are a tenth too large, with formulas of the engine. */
  @ParameterizedTest
  @ValueSource(longs = {0, 60})
  void aTenthTooLargeIsNeverRight(long firstSeed) {
    int wrong = 0;
    int all = 0;
    for (long seed = firstSeed; seed < firstSeed + 60; seed++) {
      Random random = new Random(seed);
      List<Integer> hidden = random.ints(random.nextInt(5), 5, 60).boxed().toList();
      Init[] inits = {Init.HE, Init.XAVIER, Init.TORCH};
      NetSpec spec =
          DEEP.withHidden(hidden)
              .withActivation(Activation.all().get(random.nextInt(Activation.all().size())))
              .withLoss(Loss.all().get(random.nextInt(Loss.all().size())))
              .withInit(inits[random.nextInt(inits.length)])
              .withReg(random.nextBoolean() ? 0 : 0.1)
              .withClassWeights(random.nextBoolean() ? ClassWeights.NONE : ClassWeights.BALANCED);
      GradientReport report = check(spec, BrokenKernels.of("matmulTransA"), seed);
      for (ParameterCheck it : report.parameters()) {
        if (it.name().startsWith("W")) {
          assertTrue(it.verdict() != Verdict.OK, it + " of seed " + seed + ", " + spec);
          wrong += it.verdict() == Verdict.WRONG ? 1 : 0;
          all++;
        }
      }
    }
    assertTrue(wrong > 0.9 * all, wrong + " of " + all + " are found");
  }

  /** Saturated units, scores and losses of any size: rounding is not taken for a wrong gradient. */
  @ParameterizedTest
  @ValueSource(longs = {0, 100, 200, 300})
  void extremeNetsAreNotCalledWrong(long firstSeed) {
    int right = 0;
    for (long seed = firstSeed; seed < firstSeed + 100; seed++) {
      Random random = new Random(seed);
      int inputs = 1 + random.nextInt(25);
      int classes = 2 + random.nextInt(9);
      int n = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 20);
      List<Integer> hidden = random.ints(random.nextInt(6), 1, 40).boxed().toList();
      List<Loss> losses =
          List.of(new SoftmaxCrossEntropy(), new SoftmaxCrossEntropy(0.2), new MulticlassHinge());
      NetSpec spec =
          new NetSpec(
              inputs,
              hidden,
              classes,
              Activation.all().get(random.nextInt(Activation.all().size())),
              losses.get(random.nextInt(losses.size())),
              Init.values()[random.nextInt(Init.values().length)],
              Math.pow(10, -3 + 5 * random.nextDouble()),
              random.nextBoolean() ? 0 : Math.pow(10, -3 + 5 * random.nextDouble()));
      float scale = List.of(1e-3f, 1f, 255f).get(random.nextInt(3));
      float[][] x = new float[n][inputs];
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        labels[i] = random.nextInt(classes);
        for (int j = 0; j < inputs; j++) {
          x[i][j] = scale * (float) random.nextGaussian();
        }
      }
      GradientReport report = GradientCheck.of(spec, Widths.scalar(), x, labels, seed);
      for (ParameterCheck it : report.parameters()) {
        assertTrue(it.verdict() != Verdict.WRONG, it + " of seed " + seed + ", " + spec);
      }
      right += report.passed() ? 1 : 0;
    }
    assertTrue(right > 50, right + " of 100 nets are decided");
  }

  @EveryWidth
  void onEveryBackend(Kernels kernels) {
    assertEquals(check(DEEP, Widths.scalar(), 1), check(DEEP, kernels, 1), "the bits are the same");
  }

  /** A tenth too large, or only where the input is negative. */
  private record Wrong(Activation of, boolean everywhere) implements Activation.Custom {

    @Override
    public String name() {
      return "wrong " + of.name() + everywhere;
    }

    @Override
    public float forward(float z) {
      return of.forward(z);
    }

    @Override
    public float backward(float dout, float z, float out) {
      return (everywhere || z < 0 ? 1.1f : 1f) * of.backward(dout, z, out);
    }

    @Override
    public boolean readsInput() {
      return true;
    }
  }

  static Stream<Activation> wrongActivations() {
    return Activation.all().stream()
        .flatMap(it ->
            it instanceof Relu || it instanceof LeakyRelu
                ? Stream.of(new Wrong(it, true))
                : Stream.of(new Wrong(it, true), new Wrong(it, false)));
  }

  @ParameterizedTest
  @MethodSource("wrongActivations")
  void aWrongDerivativeIsFoundBelowTheActivation(Activation wrong) {
    GradientReport report = check(DEEP.withReg(0).withActivation(wrong), Widths.scalar(), 2);
    assertFalse(report.passed());
    assertTrue(report.lossAgrees(), "only the derivative is wrong");
    for (ParameterCheck it : report.parameters()) {
      boolean above = it.name().endsWith("3"); // their gradients do not go through it
      assertEquals(above ? Verdict.OK : Verdict.WRONG, it.verdict(), it::toString);
    }
  }

  /** The gradient of one class is a tenth too large. */
  private record WrongLoss(Loss of) implements Loss.Custom {

    @Override
    public String name() {
      return "wrong " + of.name();
    }

    @Override
    public double row(
        float[] gradient,
        float[] scores,
        int at,
        int classes,
        int label,
        ClassWeights weights,
        float normalizer) {
      double loss = of.row(gradient, scores, at, classes, label, weights, normalizer);
      gradient[1] *= 1.1f;
      return loss;
    }
  }

  @Test
  void aWrongGradientOfTheLossIsFound() {
    for (Loss loss :
        List.of(new SoftmaxCrossEntropy(), new MulticlassHinge(), new SquaredError())) {
      GradientReport report = check(DEEP.withLoss(new WrongLoss(loss)), Widths.scalar(), 3);
      ParameterCheck last = report.parameters().getLast();
      assertEquals(Verdict.WRONG, last.verdict(), last::toString);
      assertEquals(1, last.column(), "the bias of that class");
      assertEquals(1.1, last.analytic() / last.numerical(), 1e-2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "matmul",
        "addBias",
        "matmulTransA",
        "matmulTransB",
        "columnSums",
        "activateBackward",
        "loss",
        "addL2Gradient"
      })
  void aKernelWithAFaultIsFound(String operation) {
    assertFalse(check(DEEP, BrokenKernels.of(operation), 4).passed(), operation);
  }

  /** A net of one input, one hidden ReLU and two classes, with samples beside its kink at 1. */
  private GradientReport besideKink(float... inputs) {
    NetSpec spec = NetSpec.twoLayer(1, 1, 2);
    FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, inputs.length);
    net.initialize(1);
    net.params().get(0).value().set(0, 0, 1);
    net.params().get(1).value().set(0, 0, -1);
    Batch batch =
        Batch.all(workspace.matrix(inputs, inputs.length, 1), Normalization.none(workspace, 1));
    return GradientCheck.of(net, batch, workspace.labels(inputs.length), 10, 1);
  }

  @Test
  void valuesWhoseDifferencesCrossAKinkAreCounted() {
    GradientReport report = besideKink(1.1f, 1.000002f);
    assertEquals(2, report.rows());
    for (ParameterCheck it : report.parameters()) {
      boolean ofFirst = it.name().endsWith("1");
      assertEquals(ofFirst ? 1 : 0, it.atKinks(), it::toString);
      assertEquals(ofFirst ? Verdict.UNDECIDED : Verdict.OK, it.verdict(), it::toString);
    }
    assertFalse(report.passed(), "what could not be seen is not said to be right");
  }

  @Test
  void rowsAtAKinkAreLeftOut() {
    GradientReport report = besideKink(1.1f, 1, 0.5f);
    assertEquals(1, report.rowsAtKinks());
    assertEquals(2, report.rows());
    assertTrue(report.passed(), report::toString);

    GradientReport nothing = besideKink(1);
    assertEquals(1, nothing.rowsAtKinks());
    assertEquals(0, nothing.rows());
    assertFalse(nothing.passed());
    for (ParameterCheck it : nothing.parameters()) {
      assertEquals(Verdict.UNDECIDED, it.verdict());
      assertEquals(0, it.checked());
    }
  }

  /** Zero weights and a bias that makes the one margin exactly 0. */
  @Test
  void rowsAtTheKinkOfTheHingeLossAreLeftOut() {
    NetSpec spec = NetSpec.twoLayer(1, 1, 2).withHidden(List.of()).withLoss(new MulticlassHinge());
    FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 2);
    net.params().get(1).value().set(0, 1, 1);
    Batch batch =
        Batch.all(workspace.matrix(new float[] {3, 4}, 2, 1), Normalization.none(workspace, 1));
    GradientReport report = GradientCheck.of(net, batch, workspace.labels(new int[] {1, 0}), 10, 1);
    assertEquals(1, report.rowsAtKinks());
    assertTrue(report.passed(), report::toString);
    assertEquals(2, report.numericalLoss(), "of the other row");
  }

  /** Vanishing gradients: a difference cannot tell them from others. */
  @Test
  void whatIsTooSmallIsUndecided() {
    NetSpec spec =
        DEEP.withActivation(new Sigmoid()).withHidden(List.of(9, 9, 9, 9)).withWeightScale(1e-4);
    GradientReport report = check(spec.withReg(0), Widths.scalar(), 5);
    assertEquals(Verdict.UNDECIDED, report.parameters().getFirst().verdict());
    assertEquals(Verdict.OK, report.parameters().getLast().verdict());
    assertFalse(report.passed());
  }

  @Test
  void aGradientThatIsNoNumberIsWrong() {
    FullyConnectedNet net = new FullyConnectedNet(DEEP, Widths.scalar(), workspace, 1);
    net.initialize(1);
    net.params().get(2).value().set(0, 0, Float.NaN);
    Batch batch = Batch.all(workspace.matrix(new float[D], 1, D), Normalization.none(workspace, D));
    GradientReport report = GradientCheck.of(net, batch, workspace.labels(1), 10, 1);
    assertFalse(report.passed());
    assertEquals(Verdict.WRONG, report.parameters().getFirst().verdict());
    assertTrue(Double.isNaN(report.largestError()));
  }

  @Test
  void theSeedDrawsTheValues() {
    assertEquals(check(DEEP, Widths.scalar(), 6), check(DEEP, Widths.scalar(), 6));
    FullyConnectedNet net = new FullyConnectedNet(DEEP, Widths.scalar(), workspace, 1);
    net.initialize(6);
    Batch batch =
        Batch.all(
            workspace.matrix(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 1, D),
            Normalization.none(workspace, D));
    Labels labels = workspace.labels(1);
    GradientReport few = GradientCheck.of(net, batch, labels, 3, 1);
    assertTrue(few.parameters().stream().allMatch(it -> it.checked() == 3), few::toString);
    assertFalse(few.equals(GradientCheck.of(net, batch, labels, 3, 2)));
    GradientReport all = GradientCheck.of(net, batch, labels, Integer.MAX_VALUE, 1);
    assertEquals(D * 17, all.parameters().getFirst().checked());
  }

  @Test
  void argumentsThatDoNotFit() {
    FullyConnectedNet net = new FullyConnectedNet(DEEP, Widths.scalar(), workspace, 2);
    assertRefused("values must be at least 1, got 0", net, 1, D, new int[1], 0);
    assertRefused("1 to 2 rows", net, 3, D, new int[3], 1);
    assertRefused("1 to 2 rows", net, 0, D, new int[0], 1);
    assertRefused("got 2 rows and 1 labels", net, 2, D, new int[1], 1);
    assertRefused("the net has 12 inputs, the batch 11", net, 1, D - 1, new int[1], 1);
    assertRefused("label 4 of sample 0", net, 1, D, new int[] {C}, 1);
  }

  private void assertRefused(
      String message, FullyConnectedNet net, int rows, int columns, int[] labels, int values) {
    Batch batch =
        Batch.all(workspace.matrix(rows, columns), Normalization.none(workspace, columns));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> GradientCheck.of(net, batch, workspace.labels(labels), values, 1));
    assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
  }
}
