package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.activation.Relu;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accuracy, loss and classes over splits of more samples than a batch. */
class EvaluationTest {

  private static final float[][] X = {{3, 0}, {0, 3}, {1, 1}, {-2, 5}, {4, -4}};
  private static final int[] Y = {0, 1, 1, 1, 1};

  @AutoClose private final Workspace workspace = new Workspace();

  /** Scores are the inputs, and L2 that must not show in a loss here. */
  private Evaluation evaluation(Kernels kernels, int largestBatch) {
    NetSpec spec = new NetSpec(2, List.of(), 2, new Relu(), new SoftmaxCrossEntropy(), 1, 100);
    FullyConnectedNet net = new FullyConnectedNet(spec, kernels, workspace, largestBatch);
    net.params().get(0).value().copyFrom(new float[] {1, 0, 0, 1});
    return new Evaluation(net, Normalization.none(workspace, 2), workspace);
  }

  private Split split() {
    return Split.of(workspace, X, Y);
  }

  /** Samples 0, 1 and 3 are right; of two equal scores the first class is taken. */
  @EveryWidth
  void accuracyAndLossByHand(Kernels kernels) {
    // A row's loss is ln(1 + e^(other score - score of the label)).
    double loss = (softplus(-3) + softplus(-3) + softplus(0) + softplus(-7) + softplus(8)) / 5;
    for (int largestBatch = 1; largestBatch <= 6; largestBatch++) {
      Metrics scores = evaluation(kernels, largestBatch).metrics(split());
      assertEquals(0.6, scores.accuracy());
      assertEquals(loss, scores.loss(), 1e-6);
    }
  }

  private static double softplus(double x) {
    return Math.log1p(Math.exp(x));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7})
  void accuracyOverAChoiceOfSamples(int largestBatch) {
    Evaluation evaluation = evaluation(Widths.scalar(), largestBatch);
    assertEquals(1.0, evaluation.metrics(split(), new int[] {3, 0, 1}).accuracy());
    assertEquals(0.5, evaluation.metrics(split(), new int[] {4, 4, 2, 3, 0, 1}).accuracy());
    assertEquals(0.0, evaluation.metrics(split(), new int[] {2}).accuracy());
  }

  @EveryWidth
  void predictTellsEverySampleInOrder(Kernels kernels) {
    List<String> told = new ArrayList<>();
    evaluation(kernels, 2)
        .predict(
            split().samples(),
            (i, predicted, p) -> told.add("%d: %d %.3f".formatted(i, predicted, p)));
    // 1 / (1 + e^-3) = 0.953, 1 / (1 + e^-7) = 0.999
    assertEquals(
        List.of("0: 0 0.953", "1: 1 0.953", "2: 0 0.500", "3: 1 0.999", "4: 0 1.000"), told);
  }

  @EveryWidth
  void noSamplesHaveNoScores(Kernels kernels) {
    Metrics scores = evaluation(kernels, 2).metrics(split().none());
    assertEquals(Double.NaN, scores.accuracy());
    assertEquals(Double.NaN, scores.loss());
  }

  @EveryWidth
  void aScoreThatIsNoNumberIsAnError(Kernels kernels) {
    Evaluation evaluation = evaluation(kernels, 2);
    float[][] x = {{0, 0}, {0, 0}, {0, Float.NaN}};
    Split split = new Split(workspace.matrix(x), workspace.labels(3));
    assertThrows(ArithmeticException.class, () -> evaluation.metrics(split));
    assertThrows(
        ArithmeticException.class, () -> evaluation.metrics(split, new int[] {0, 2}).accuracy());
    assertThrows(
        ArithmeticException.class, () -> evaluation.predict(split.samples(), (i, c, p) -> {}));
  }
}
