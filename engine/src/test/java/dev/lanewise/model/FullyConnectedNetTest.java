package dev.lanewise.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a net, its initial weights and the batches it takes. */
class FullyConnectedNetTest {

  @AutoClose private final Workspace workspace = new Workspace();

  private static NetSpec spec(List<Integer> hidden) {
    return new NetSpec(6, hidden, 3, new Tanh(), new MulticlassHinge(), 0.5, 0.1);
  }

  private FullyConnectedNet net(Integer... hidden) {
    return new FullyConnectedNet(spec(List.of(hidden)), Widths.scalar(), workspace, 4);
  }

  private static List<String> params(FullyConnectedNet net) {
    return net.params().stream().map(p -> p.name() + p.value().shape()).toList();
  }

  @Test
  void parametersStandInOrder() {
    assertEquals(
        List.of("W1(6, 5)", "b1(1, 5)", "W2(5, 4)", "b2(1, 4)", "W3(4, 3)", "b3(1, 3)"),
        params(net(5, 4)));
    assertEquals(List.of("W1(6, 3)", "b1(1, 3)"), params(net()));
    assertEquals(7 * 5 + 6 * 4 + 5 * 3, spec(List.of(5, 4)).parameters());
    assertEquals(7 * 3, spec(List.of()).parameters());
    assertEquals(308_310, NetSpec.twoLayer(3072, 100, 10).parameters());
  }

  @Test
  void theCoursesNet() {
    NetSpec spec = new TwoLayerNet(Widths.scalar(), workspace, 1).spec();
    assertEquals(NetSpec.twoLayer(3072, 100, 10), spec);
    assertEquals(
        new NetSpec(3072, List.of(100), 10, new Relu(), new SoftmaxCrossEntropy(), 1e-3, 0), spec);
    assertThrows(
        IllegalArgumentException.class,
        () -> new TwoLayerNet(spec(List.of(5, 4)), Widths.scalar(), workspace, 1));
  }

  @Test
  void initialWeightsFollowFromTheSeed() {
    float[] first = weights(net(5, 4), 1, "W1");
    assertArrayEquals(first, weights(net(5, 4), 1, "W1"));
    assertNotEquals(first[0], weights(net(5, 4), 2, "W1")[0]);
    assertNotEquals(first[0], weights(net(5, 4), 1, "W2")[0], "every layer has its own stream");
  }

  /** Value (i, j) depends on its position in the unpadded matrix, not on depth or other layers. */
  @Test
  void aLayersWeightsAreDrawnRowMajor() {
    float[] wide = weights(net(5, 4), 1, "W1"); // (6, 5)
    float[] narrow = weights(net(3), 1, "W1"); // (6, 3)
    for (int i = 0; i < narrow.length; i++) {
      assertEquals(wide[i], narrow[i]);
    }
  }

  private static float[] weights(FullyConnectedNet net, long seed, String name) {
    for (Param param : net.params()) {
      param.value().fill(99);
    }
    net.initialize(seed);
    return net.params().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value()
        .toArray();
  }

  @EveryWidth
  void theScoresOfASampleDoNotDependOnItsBatch(Kernels kernels) {
    FullyConnectedNet net = new FullyConnectedNet(spec(List.of(5)), kernels, workspace, 4);
    net.initialize(3);
    Normalization none = Normalization.none(workspace, 6);
    Matrix x = workspace.matrix(4, 6);
    for (int i = 0; i < 24; i++) {
      x.set(i / 6, i % 6, (float) Math.sin(i));
    }
    float[] all = net.scores(Batch.all(x, none)).toArray();
    for (int i = 0; i < 4; i++) {
      float[] one = net.scores(Batch.range(x, none, i, i + 1)).toArray();
      assertArrayEquals(new float[] {all[3 * i], all[3 * i + 1], all[3 * i + 2]}, one);
    }
  }

  @Test
  void aBatchThatDoesNotFitIsRejected() {
    FullyConnectedNet net = net(5);
    Batch tooMany = Batch.all(workspace.matrix(5, 6), Normalization.none(workspace, 6));
    assertThrows(IndexOutOfBoundsException.class, () -> net.scores(tooMany));
    Batch tooWide = Batch.all(workspace.matrix(4, 7), Normalization.none(workspace, 7));
    assertThrows(IllegalArgumentException.class, () -> net.scores(tooWide));
    Batch fits = Batch.all(workspace.matrix(4, 6), Normalization.none(workspace, 6));
    assertThrows(
        IllegalArgumentException.class,
        () -> net.lossAndGradients(fits, workspace.labels(new int[] {0, 1, 2})));
    assertThrows(
        IllegalArgumentException.class,
        () -> net.lossAndGradients(fits, workspace.labels(new int[] {0, 1, 2, 3})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inputs", "hidden", "classes", "weightScale", "reg"})
  void aSpecNamesTheValueThatIsOutOfRange(String value) {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      int size = (int) Math.min(0, bad);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new NetSpec(
                      value.equals("inputs") ? size : 1,
                      List.of(1, value.equals("hidden") ? size : 1),
                      value.equals("classes") ? size : 1,
                      new Relu(),
                      new SoftmaxCrossEntropy(),
                      value.equals("weightScale") ? bad : 0,
                      value.equals("reg") ? bad : 0));
      String words = value.equals("weightScale") ? "weight scale" : value;
      assertTrue(e.getMessage().startsWith(words + " must be "), e.getMessage());
    }
  }
}
