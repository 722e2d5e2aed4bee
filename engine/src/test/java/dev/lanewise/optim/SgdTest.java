package dev.lanewise.optim;

import static dev.lanewise.nn.Deviation.doubles;
import static dev.lanewise.nn.Deviation.floats;
import static dev.lanewise.nn.Deviation.rounded;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Twin;
import dev.lanewise.model.TwoLayerNet;
import dev.lanewise.nn.Deviation;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.NumpyRandom;
import dev.lanewise.nn.Published.TwoLayer;
import dev.lanewise.nn.ReferenceNet;
import java.util.List;
import org.junit.jupiter.api.AutoClose;

/** Gradient descent: cs231n's sgd by itself, and steps of a net beside the double reference. */
class SgdTest {

  @AutoClose private final Workspace workspace = new Workspace();

  /** The arrays of the notebook's optimizer checks, with the course's default rate of 1e-2. */
  @EveryWidth
  void oneStep(Kernels kernels) {
    double[] w = NumpyRandom.linspace(-0.4, 0.6, 20);
    double[] dw = NumpyRandom.linspace(-0.6, 0.4, 20);
    Matrix gradient = workspace.matrix(floats(dw), 4, 5);
    Matrix value = workspace.matrix(floats(w), 4, 5);
    Sgd sgd = new Sgd();
    kernels.update(value, gradient, List.of(), sgd, Factors.of(sgd, 1e-2, 0, 1));
    double[] expected = new double[20];
    for (int i = 0; i < 20; i++) {
      expected[i] = w[i] - 1e-2 * dw[i];
    }
    double error = Deviation.frobenius(doubles(value.toArray()), expected);
    assertTrue(error <= 6e-8, "float32 rounds by up to 6e-8 relatively, here " + error);
    assertArrayEquals(floats(dw), gradient.toArray(), "the gradient is left alone");
  }

  @EveryWidth
  void tenStepsOfANetFollowTheReference(Kernels kernels) {
    NetSpec spec = NetSpec.twoLayer(5, 50, 7).withReg(0.05);
    FullyConnectedNet net = new TwoLayerNet(spec, kernels, workspace, 3);
    Twin.set(net, TwoLayer.params());
    ReferenceNet reference = Twin.of(net);
    Batch x =
        Batch.all(workspace.matrix(floats(TwoLayer.X), 3, 5), Normalization.none(workspace, 5));
    Labels y = workspace.labels(TwoLayer.Y);
    for (int step = 0; step < 10; step++) {
      net.step(x, y, new Sgd(), 1e-3, step + 1, 0);
      reference.step(rounded(TwoLayer.X), TwoLayer.Y, 1e-3);
    }
    for (int i = 0; i < 4; i++) {
      double[] value = doubles(net.params().get(i).value().toArray());
      double error = Deviation.frobenius(value, reference.params()[i]);
      assertTrue(error <= 2e-6, net.params().get(i).name() + ": " + error);
    }
  }
}
