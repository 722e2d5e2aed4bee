package dev.lanewise.model;

import static dev.lanewise.nn.Deviation.floats;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.activation.Sigmoid;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.EveryWidth;
import java.util.List;

/**
 * The forward pass of a three-layer net from the project's original notes, by hand. There a sample
 * is a column and {@code h1 = f(W1 · x + b1)}; here it is a row and {@code h1 = f(x · W1 + b1)}, so
 * each W is the transpose of theirs.
 *
 * <p>With L = ln 3 the sigmoid f has f(0) = 1/2, f(L) = 3/4 and f(-L) = 1/4.
 */
class ThreeLayerSigmoidTest {

  private static final double L = Math.log(3);

  @EveryWidth
  void forwardPass(Kernels kernels) {
    // x = (1, 2, -1)
    // h1 = f(L·1, -L·2 - L·(-1), 1·1 + 1·(-1), L·2 - L) = f(L, -L, 0, L) = (3/4, 1/4, 1/2, 3/4)
    double[] w1 = {L, 0, 1, 0, 0, -L, 0, L, 0, -L, 1, 0};
    double[] b1 = {0, 0, 0, -L};
    // h2 = f(3/4 - 3·1/4, 4L·1/4, -2L·1/2, 2L·3/4 - L/2 - 2L) = f(0, L, -L, -L)
    //    = (1/2, 3/4, 1/4, 1/4)
    double[] w2 = {1, 0, 0, 0, -3, 4 * L, 0, 0, 0, 0, -2 * L, -L, 0, 0, 0, 2 * L};
    double[] b2 = {0, 0, 0, -2 * L};
    // out = 2·1/2 + 4·3/4 - 8·1/4 + 12·1/4 + 1/2 = 1 + 3 - 2 + 3 + 1/2 = 5.5, not through f
    double[] w3 = {2, 4, -8, 12};
    double[] b3 = {0.5};

    try (Workspace workspace = new Workspace()) {
      NetSpec spec =
          new NetSpec(3, List.of(4, 4), 1, new Sigmoid(), new SoftmaxCrossEntropy(), 1, 0);
      FullyConnectedNet net = new FullyConnectedNet(spec, kernels, workspace, 1);
      Twin.set(net, w1, b1, w2, b2, w3, b3);
      Batch x =
          Batch.all(workspace.matrix(floats(1, 2, -1), 1, 3), Normalization.none(workspace, 3));
      // The largest of the terms that are added is 3: a few of its roundings, 2.4e-7 each.
      assertEquals(5.5, net.scores(x).get(0, 0), 2e-6);
    }
  }
}
