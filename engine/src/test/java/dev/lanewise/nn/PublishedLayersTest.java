package dev.lanewise.nn;

import static dev.lanewise.nn.Deviation.doubles;
import static dev.lanewise.nn.Deviation.floats;
import static dev.lanewise.nn.Deviation.rounded;
import static dev.lanewise.nn.ReferenceLayers.affine;
import static dev.lanewise.nn.ReferenceLayers.differences;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Identity;
import dev.lanewise.activation.Relu;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Published.AffineBackward;
import dev.lanewise.nn.Published.AffineForward;
import dev.lanewise.nn.Published.Losses;
import dev.lanewise.nn.Published.ReluBackward;
import dev.lanewise.nn.Published.ReluForward;
import dev.lanewise.nn.ReferenceLayers.Function;

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
      Matrix w = workspace.matrix(floats(AffineForward.W), 120, 3);
      Matrix b = workspace.matrix(floats(AffineForward.B), 1, 3);
      Matrix out = workspace.matrix(2, 3);
      kernels.matmul(out, x, w, false);
      kernels.addBias(out, b, new Identity());
      double error = Deviation.relative(doubles(out.toArray()), AffineForward.OUT);
      assertTrue(error <= 1e-7, "NumPy float32 has 2.8e-8, here " + error);
    }
  }

  @EveryWidth
  void affineBackward(Kernels kernels) {
    assertBackward(kernels, AffineBackward.affine(), new Identity(), 10, 2, 3);
  }

  @EveryWidth
  void affineReluBackward(Kernels kernels) {
    assertBackward(kernels, AffineBackward.sandwich(), new Relu(), 2, 3, 4);
  }

  private static void assertBackward(
      Kernels kernels, AffineBackward given, Activation activation, int... shape) {
    double[] x = rounded(given.x());
    double[] w = rounded(given.w());
    double[] b = rounded(given.b());
    double[] dout = rounded(given.dout());
    Function f = Function.named(activation.name());
    try (Workspace workspace = new Workspace()) {
      Matrix in = workspace.matrix(floats(x), shape);
      Matrix weights = workspace.matrix(floats(w), given.d(), given.h());
      Matrix out = workspace.matrix(given.n(), given.h());
      kernels.matmul(out, in, weights, false);
      kernels.addBias(out, workspace.matrix(floats(b), 1, given.h()), activation);
      double error = Deviation.frobenius(doubles(out.toArray()), f.apply(affine(x, w, b)));
      assertTrue(error <= GRADIENT_TOLERANCE, "forward " + error);

      Matrix dz = workspace.matrix(floats(dout), given.n(), given.h());
      kernels.activateBackward(dz, dz, out, out, activation);
      Matrix dx = workspace.matrix(given.n(), given.d());
      Matrix dw = workspace.matrix(given.d(), given.h());
      Matrix db = workspace.matrix(1, given.h());
      kernels.matmulTransB(dx, dz, weights, false);
      kernels.matmulTransA(dw, in, dz, false);
      kernels.columnSums(db, dz);
      assertGradient(differences(x, dout, H, v -> f.apply(affine(v, w, b))), dx);
      assertGradient(differences(w, dout, H, v -> f.apply(affine(x, v, b))), dw);
      assertGradient(differences(b, dout, H, v -> f.apply(affine(x, w, v))), db);
    }
  }

  @EveryWidth
  void reluForward(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Matrix out = workspace.matrix(floats(ReluForward.X), 3, 4);
      kernels.activate(out, out, new Relu());
      double error = Deviation.relative(doubles(out.toArray()), ReluForward.OUT);
      assertTrue(error <= 1e-7, "error " + error);
    }
  }

  @EveryWidth
  void reluBackward(Kernels kernels) {
    ReluBackward given = ReluBackward.draw();
    double[] x = rounded(given.x());
    double[] dout = rounded(given.dout());
    try (Workspace workspace = new Workspace()) {
      Matrix out = workspace.matrix(floats(x), 10, 10);
      kernels.activate(out, out, new Relu());
      Matrix dx = workspace.matrix(floats(dout), 10, 10);
      kernels.activateBackward(dx, dx, out, out, new Relu());
      assertArrayEquals(floats(Function.RELU.backward(dout, x)), dx.toArray());
      assertGradient(differences(x, dout, H, v -> Function.RELU.apply(v)), dx);
    }
  }

  @EveryWidth
  void svmLoss(Kernels kernels) {
    assertLoss(kernels, new MulticlassHinge(), Losses.SVM, 1e-6); // NumPy float32 is 5.2e-7 off
  }

  @EveryWidth
  void softmaxLoss(Kernels kernels) {
    assertLoss(kernels, new SoftmaxCrossEntropy(), Losses.SOFTMAX, 1.5e-7); // NumPy float32: 5.9e-8
  }

  private static void assertLoss(
      Kernels kernels, Loss function, double published, double tolerance) {
    Losses given = Losses.draw();
    double[] x = rounded(given.x());
    try (Workspace workspace = new Workspace()) {
      Matrix scores = workspace.matrix(floats(x), 50, 10);
      Matrix dscores = workspace.matrix(50, 10);
      double loss = kernels.loss(dscores, scores, workspace.labels(given.y()), function);
      assertEquals(published, loss, tolerance);
      ReferenceLayers.Loss reference = ReferenceLayers.Loss.named(function.name());
      double[] unused = new double[x.length];
      assertGradient(
          differences(x, H, v -> reference.lossAndGradient(unused, v, given.y())), dscores);
    }
  }
}
