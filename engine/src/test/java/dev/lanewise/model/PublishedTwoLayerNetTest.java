package dev.lanewise.model;

import static dev.lanewise.nn.Deviation.doubles;
import static dev.lanewise.nn.Deviation.floats;
import static dev.lanewise.nn.Deviation.rounded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Deviation;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Published.TwoLayer;
import dev.lanewise.nn.ReferenceLayers;
import org.junit.jupiter.api.AutoClose;

/** The published checks of TwoLayerNet on the engine's float32. */
class PublishedTwoLayerNetTest {

  @AutoClose private final Workspace workspace = new Workspace();

  private final Batch x =
      Batch.all(workspace.matrix(floats(TwoLayer.X), 3, 5), Normalization.none(workspace, 5));
  private final Labels y = workspace.labels(TwoLayer.Y);

  private TwoLayerNet net(Kernels kernels, double reg) {
    NetSpec spec = NetSpec.twoLayer(5, 50, 7).withReg(reg);
    TwoLayerNet net = new TwoLayerNet(spec, kernels, workspace, 3);
    Twin.set(net, TwoLayer.params());
    return net;
  }

  @EveryWidth
  void initialWeights(Kernels kernels) {
    TwoLayerNet net = net(kernels, 0);
    net.initialize(231);
    for (int i = 0; i < 4; i += 2) {
      double[] w = doubles(net.params().get(i).value().toArray());
      double mean = ReferenceLayers.columnSums(w, 1)[0] / w.length;
      double deviation = Math.sqrt(ReferenceLayers.dot(w, w) / w.length - mean * mean);
      assertEquals(1e-3, deviation, 1e-4, "of W" + (i / 2 + 1));
      for (float b : net.params().get(i + 1).value().toArray()) {
        assertEquals(0f, b);
      }
    }
  }

  /** The same as NumPy's float32, whose sum of errors is 4.4e-5; the notebook's 1e-6 is double. */
  @EveryWidth
  void scores(Kernels kernels) {
    double[] scores = doubles(net(kernels, 0).scores(x).toArray());
    double sum = Deviation.sum(scores, TwoLayer.SCORES);
    assertTrue(sum <= 6e-5, "sum of errors " + sum);
  }

  @EveryWidth
  void losses(Kernels kernels) {
    // NumPy's float32 is 3.2e-7 off at reg 0.
    assertEquals(TwoLayer.LOSS, net(kernels, 0).lossAndGradients(x, y), 5e-7);
    assertEquals(TwoLayer.LOSS_REG_07, net(kernels, 0.7).lossAndGradients(x, y), 1e-6);
    assertEquals(TwoLayer.LOSS_REG_1, net(kernels, 1).lossAndGradients(x, y), 1e-6);
  }

  /**
   * NumPy's float32 is up to 1.6e-6 off in Frobenius' norm, most of it from rounding the inputs.
   */
  @EveryWidth
  void gradients(Kernels kernels) {
    for (double reg : new double[] {0, 0.7}) {
      TwoLayerNet net = net(kernels, reg);
      net.lossAndGradients(x, y);
      double[][] expected = Twin.of(net).differences(rounded(TwoLayer.X), TwoLayer.Y, 1e-5);
      double error = Twin.gradientError(net, expected);
      assertTrue(error <= 3e-6, "reg " + reg + ": " + error);
    }
  }
}
