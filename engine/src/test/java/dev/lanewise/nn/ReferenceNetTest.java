package dev.lanewise.nn;

import static dev.lanewise.nn.ReferenceLayers.affine;
import static dev.lanewise.nn.ReferenceLayers.columnSums;
import static dev.lanewise.nn.ReferenceLayers.differences;
import static dev.lanewise.nn.ReferenceLayers.product;
import static dev.lanewise.nn.ReferenceLayers.transpose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.nn.Published.AffineBackward;
import dev.lanewise.nn.Published.AffineForward;
import dev.lanewise.nn.Published.Losses;
import dev.lanewise.nn.Published.ReluBackward;
import dev.lanewise.nn.Published.ReluForward;
import dev.lanewise.nn.Published.TwoLayer;
import dev.lanewise.nn.ReferenceLayers.Function;
import dev.lanewise.nn.ReferenceLayers.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The double-precision reference gives the published values and passes the published gradient
 * checks. An error of a gradient check is rounding noise, the order of sums changes it: the bounds
 * are the notebooks' ("around e-10 or less"), not the published digits.
 */
class ReferenceNetTest {

  private static final double H = 1e-5;

  private static void assertClose(double[] expected, double[] actual, double tolerance) {
    double error = Deviation.relative(actual, expected);
    assertTrue(error <= tolerance, "relative error " + error);
  }

  @Test
  void affineForward() {
    double[] out = affine(AffineForward.X, AffineForward.W, AffineForward.B);
    assertEquals(
        9.769849468192957e-10, Deviation.relative(out, AffineForward.OUT), 1e-14, "as published");
  }

  @Test
  void affineBackward() {
    AffineBackward given = AffineBackward.affine();
    assertAffineBackward(given, Function.IDENTITY, 3e-10);
  }

  @Test
  void affineReluBackward() {
    AffineBackward given = AffineBackward.sandwich();
    for (double z : affine(given.x(), given.w(), given.b())) {
      assertTrue(Math.abs(z) >= 0.0158, "no kink near " + z);
    }
    assertAffineBackward(given, Function.RELU, 3e-10);
  }

  private static void assertAffineBackward(AffineBackward given, Function f, double tolerance) {
    double[] x = given.x();
    double[] w = given.w();
    double[] b = given.b();
    double[] dout = given.dout();
    double[] dz = f.backward(dout, affine(x, w, b));
    assertClose(
        differences(x, dout, H, changed -> f.apply(affine(changed, w, b))),
        product(dz, transpose(w, given.h()), given.h()),
        tolerance);
    assertClose(
        differences(w, dout, H, changed -> f.apply(affine(x, changed, b))),
        product(transpose(x, given.d()), dz, given.n()),
        tolerance);
    assertClose(
        differences(b, dout, H, changed -> f.apply(affine(x, w, changed))),
        columnSums(dz, given.h()),
        tolerance);
  }

  @Test
  void reluForward() {
    double[] out = Function.RELU.apply(ReluForward.X);
    assertEquals(4.999999798022158e-08, Deviation.relative(out, ReluForward.OUT), 1e-14);
  }

  @Test
  void reluBackward() {
    ReluBackward given = ReluBackward.draw();
    assertClose(
        differences(given.x(), given.dout(), H, x -> Function.RELU.apply(x)),
        Function.RELU.backward(given.dout(), given.x()),
        4e-12);
  }

  @Test
  void losses() {
    Losses given = Losses.draw();
    double[] dx = new double[500];
    assertEquals(Losses.SVM, Loss.SVM.lossAndGradient(dx, given.x(), given.y()), 1e-13);
    assertClose(gradient(Loss.SVM, given), dx, 5e-9);
    assertEquals(Losses.SOFTMAX, Loss.SOFTMAX.lossAndGradient(dx, given.x(), given.y()), 1e-14);
    assertClose(gradient(Loss.SOFTMAX, given), dx, 2e-8);
  }

  private static double[] gradient(Loss loss, Losses given) {
    return differences(given.x(), H, x -> loss.lossAndGradient(new double[500], x, given.y()));
  }

  private static ReferenceNet twoLayer(double reg) {
    return new ReferenceNet(Function.RELU, Loss.SOFTMAX, reg, TwoLayer.params());
  }

  @Test
  void twoLayerScores() {
    double sum = Deviation.sum(twoLayer(0).scores(TwoLayer.X), TwoLayer.SCORES);
    assertEquals(5.12e-8, sum, 1e-10, "as published");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, " + TwoLayer.LOSS + ", 1e-10",
    "1.0, " + TwoLayer.LOSS_REG_1 + ", 1e-10",
    "0.7, " + TwoLayer.LOSS_REG_07 + ", 1e-13"
  })
  void twoLayerLoss(double reg, double expected, double tolerance) {
    assertEquals(expected, twoLayer(reg).loss(TwoLayer.X, TwoLayer.Y), tolerance);
  }

  @ParameterizedTest
  @CsvSource({"0.0, 2e-8", "0.7, 1e-6"})
  void twoLayerGradients(double reg, double tolerance) {
    ReferenceNet net = twoLayer(reg);
    double[][] gradients = net.gradients(TwoLayer.X, TwoLayer.Y);
    double[][] differences = net.differences(TwoLayer.X, TwoLayer.Y, H);
    for (int i = 0; i < gradients.length; i++) {
      assertClose(differences[i], gradients[i], tolerance);
    }
  }

  @Test
  void everyActivationAndLossAgreesWithDifferences() {
    for (Function f : Function.values()) {
      for (Loss loss : Loss.values()) {
        NumpyRandom random = new NumpyRandom(5);
        ReferenceNet net =
            new ReferenceNet(
                f,
                loss,
                0.3,
                random.randn(12),
                random.randn(3),
                random.randn(15),
                random.randn(5),
                random.randn(10),
                random.randn(2));
        double[] x = random.randn(24);
        int[] y = random.randint(2, 6);
        double[][] gradients = net.gradients(x, y);
        double[][] differences = net.differences(x, y, H);
        for (int i = 0; i < gradients.length; i++) {
          double error = Deviation.frobenius(gradients[i], differences[i]);
          assertTrue(error < 1e-8, f + " " + loss + " parameter " + i + ": " + error);
        }
      }
    }
  }
}
