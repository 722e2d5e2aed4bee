package dev.lanewise.model;

import static dev.lanewise.nn.Deviation.doubles;
import static dev.lanewise.nn.Deviation.floats;
import static dev.lanewise.nn.Deviation.rounded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Activation;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Deviation;
import dev.lanewise.nn.NumpyRandom;
import dev.lanewise.nn.ReferenceNet;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scores, loss and gradients of nets of every depth to three hidden layers, activation, loss and
 * L2, against centred differences of the double reference with the same parameters.
 */
class GradientsTest {

  private static final int N = 13;
  private static final int D = 9;

  @AutoClose private final Workspace workspace = new Workspace();
  @AutoClose private final Parallel parallel = new Parallel(2);

  static Stream<NetSpec> specs() {
    List<NetSpec> specs = new ArrayList<>();
    for (List<Integer> hidden :
        List.of(List.<Integer>of(), List.of(17), List.of(18, 7), List.of(5, 16, 6))) {
      for (Activation activation : Activation.all()) {
        for (Loss loss : Loss.all()) {
          for (double reg : new double[] {0, 0.3}) {
            specs.add(new NetSpec(D, hidden, 4, activation, loss, 0.4, reg));
          }
        }
      }
    }
    return specs.stream();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void agreeWithTheReference(NetSpec spec) {
    NumpyRandom random = new NumpyRandom(11);
    double[] x = rounded(random.randn(N * D));
    int[] y = random.randint(4, N);
    Batch rows = Batch.all(workspace.matrix(floats(x), N, D), Normalization.none(workspace, D));
    Labels labels = workspace.labels(y);
    Widths.bits()
        .forEach(bits -> {
          FullyConnectedNet net =
              new FullyConnectedNet(spec, Widths.kernels(bits, parallel), workspace, N + 2);
          net.initialize(7);
          for (int i = 1; i < net.params().size(); i += 2) {
            int width = net.params().get(i).value().columns();
            net.params().get(i).value().copyFrom(floats(NumpyRandom.linspace(-0.2, 0.3, width)));
          }
          assertAgrees(net, rows, labels, x, y);
        });
  }

  private static void assertAgrees(
      FullyConnectedNet net, Batch rows, Labels labels, double[] x, int[] y) {
    ReferenceNet reference = Twin.of(net);
    double loss = net.lossAndGradients(rows, labels);
    assertEquals(reference.loss(x, y), loss, 3e-7 * loss);
    double gradientError = Twin.gradientError(net, reference.differences(x, y, 1e-5));
    assertTrue(gradientError <= 1e-6, "gradient error " + gradientError);

    double[] scores = doubles(net.scores(rows).toArray());
    double scoreError = Deviation.frobenius(scores, reference.scores(x));
    assertTrue(scoreError <= 5e-7, "score error " + scoreError);
    try (Workspace workspace = new Workspace()) {
      Matrix ofScores = net.scores(rows);
      Matrix gradient = workspace.matrix(ofScores.rows(), ofScores.columns());
      double data = net.kernels().loss(gradient, ofScores, labels, net.spec().loss());
      assertEquals(loss - penalty(net), data, 1e-6);
    }
  }

  private static double penalty(FullyConnectedNet net) {
    double squares = 0;
    for (int i = 0; i < net.params().size(); i += 2) {
      for (float w : net.params().get(i).value().toArray()) {
        squares += (double) w * w;
      }
    }
    return 0.5 * net.spec().reg() * squares;
  }
}
