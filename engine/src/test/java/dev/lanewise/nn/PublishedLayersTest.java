package dev.lanewise.nn;

import static dev.lanewise.nn.Deviation.doubles;
import static dev.lanewise.nn.Deviation.floats;
import static dev.lanewise.nn.Deviation.rounded;
import static dev.lanewise.nn.ReferenceLayers.affine;
import static dev.lanewise.nn.ReferenceLayers.differences;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Published.AffineBackward;
import dev.lanewise.nn.Published.AffineForward;
import dev.lanewise.nn.Published.Losses;
import dev.lanewise.nn.Published.ReluBackward;
import dev.lanewise.nn.Published.ReluForward;
import dev.lanewise.nn.ReferenceLayers.Function;
import dev.lanewise.nn.ReferenceLayers.Loss;
import java.util.List;

/**
 * The published checks of single layers and losses on the engine's float32, inputs rounded to it.
 * Gradients are held to centred differences of the double reference on the same rounded inputs;
 * Frobenius' norm, since single values near 0 have no relative accuracy in float32.
 */
class PublishedLayersTest {

  private static final double H = 1e-5;

  /** A handful of float32 roundings, 6e-8 each, in sums of up to 12 terms. */
  private static final double GRADIENT_TOLERANCE = 3e-7;

  private static void assertGradient(double[] differences, Matrix gradient) {
    double error = Deviation.frobenius(doubles(gradient.toArray()), differences);
    assertTrue(error <= GRADIENT_TOLERANCE, "error " + error);
  }

  @EveryWidth
  void affineForward(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Matrix x = workspace.matrix(floats(AffineForward.X), 2, 4, 5, 6);
      assertEquals("(2, 120)", x.shape());
      Affine layer = new Affine(kernels, workspace, 5, 120, 3, Activation.IDENTITY, 1);
      layer.params().get(0).value().copyFrom(floats(AffineForward.W));
      layer.params().get(1).value().copyFrom(floats(AffineForward.B));
      double error = Deviation.relative(doubles(layer.forward(x).toArray()), AffineForward.OUT);
      assertTrue(error <= 1e-7, "NumPy float32 has 2.8e-8, here " + error);
    }
  }

  @EveryWidth
  void affineBackward(Kernels kernels) {
    assertBackward(kernels, AffineBackward.affine(), Activation.IDENTITY, 10, 2, 3);
  }

  @EveryWidth
  void affineReluBackward(Kernels kernels) {
    assertBackward(kernels, AffineBackward.sandwich(), Activation.RELU, 2, 3, 4);
  }

  private static void assertBackward(
      Kernels kernels, AffineBackward given, Activation activation, int... shape) {
    double[] x = rounded(given.x());
    double[] w = rounded(given.w());
    double[] b = rounded(given.b());
    double[] dout = rounded(given.dout());
    Function f = Function.valueOf(activation.name());
    try (Workspace workspace = new Workspace()) {
      Affine layer = new Affine(kernels, workspace, given.n(), given.d(), given.h(), activation, 1);
      Param weights = layer.params().get(0);
      Param bias = layer.params().get(1);
      weights.value().copyFrom(floats(w));
      bias.value().copyFrom(floats(b));
      Matrix out = layer.forward(workspace.matrix(floats(x), shape));
      double error = Deviation.frobenius(doubles(out.toArray()), f.apply(affine(x, w, b)));
      assertTrue(error <= GRADIENT_TOLERANCE, "forward " + error);

      Matrix dx = layer.backward(workspace.matrix(floats(dout), given.n(), given.h()));
      assertGradient(differences(x, dout, H, v -> f.apply(affine(v, w, b))), dx);
      assertGradient(differences(w, dout, H, v -> f.apply(affine(x, v, b))), weights.gradient());
      assertGradient(differences(b, dout, H, v -> f.apply(affine(x, w, v))), bias.gradient());
    }
  }

  @EveryWidth
  void reluForward(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      ActivationLayer relu = new ActivationLayer(kernels, workspace, 3, 4, Activation.RELU);
      float[] out = relu.forward(workspace.matrix(floats(ReluForward.X), 3, 4)).toArray();
      double error = Deviation.relative(doubles(out), ReluForward.OUT);
      assertTrue(error <= 1e-7, "error " + error);
      assertEquals(List.of(), relu.params());
    }
  }

  @EveryWidth
  void reluBackward(Kernels kernels) {
    ReluBackward given = ReluBackward.draw();
    double[] x = rounded(given.x());
    double[] dout = rounded(given.dout());
    try (Workspace workspace = new Workspace()) {
      ActivationLayer relu = new ActivationLayer(kernels, workspace, 10, 10, Activation.RELU);
      relu.forward(workspace.matrix(floats(x), 10, 10));
      Matrix dx = relu.backward(workspace.matrix(floats(dout), 10, 10));
      assertArrayEquals(floats(Function.RELU.backward(dout, x)), dx.toArray());
      assertGradient(differences(x, dout, H, v -> Function.RELU.apply(v)), dx);
    }
  }

  @EveryWidth
  void svmLoss(Kernels kernels) {
    assertLoss(kernels, LossFunction.SVM, Losses.SVM, 1e-6); // NumPy float32 is 5.2e-7 off
  }

  @EveryWidth
  void softmaxLoss(Kernels kernels) {
    assertLoss(kernels, LossFunction.SOFTMAX, Losses.SOFTMAX, 1.5e-7); // NumPy float32: 5.9e-8
  }

  private static void assertLoss(
      Kernels kernels, LossFunction function, double published, double tolerance) {
    Losses given = Losses.draw();
    double[] x = rounded(given.x());
    try (Workspace workspace = new Workspace()) {
      Matrix scores = workspace.matrix(floats(x), 50, 10);
      Matrix dscores = workspace.matrix(50, 10);
      double loss = function.lossAndGradient(kernels, dscores, scores, workspace.labels(given.y()));
      assertEquals(published, loss, tolerance);
      Loss reference = Loss.valueOf(function.name());
      double[] unused = new double[x.length];
      assertGradient(
          differences(x, H, v -> reference.lossAndGradient(unused, v, given.y())), dscores);
    }
  }
}
