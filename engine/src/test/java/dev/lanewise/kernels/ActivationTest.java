package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernels.Shapes.Shape;
import dev.lanewise.memory.Matrix;
import org.junit.jupiter.api.Test;

/** Bias, activations and their gradients: every backend gives the bits of the formula. */
class ActivationTest {

  /** From the definition; the accuracy of exp and tanh has its own test. */
  private static float forward(Activation activation, float x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> Float.isNaN(x) || x > 0f ? x : 0f;
      case SIGMOID -> 1f / (1f + FloatMath.exp(-x));
      case TANH -> FloatMath.tanh(x);
    };
  }

  private static float backward(Activation activation, float dout, float out) {
    return switch (activation) {
      case IDENTITY -> dout;
      case RELU -> out > 0f ? dout : 0f;
      case SIGMOID -> dout * (out * (1f - out));
      case TANH -> dout * Math.fma(-out, out, 1f);
    };
  }

  private static float[] forward(Activation activation, float[] x) {
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = forward(activation, x[i]);
    }
    return expected;
  }

  private static float[] backward(Activation activation, float[] dout, float[] out) {
    float[] expected = new float[dout.length];
    for (int i = 0; i < dout.length; i++) {
      expected[i] = backward(activation, dout[i], out[i]);
    }
    return expected;
  }

  @EveryBackend
  void addBias(Kernels kernels) {
    Shapes.forEach((given, shape) -> addBias(kernels, given, shape));
  }

  private static void addBias(Kernels kernels, Given given, Shape shape) {
    Matrix bias = given.special(1, shape.columns());
    for (Activation activation : Activation.values()) {
      Matrix out = given.special(shape.rows(), shape.columns());
      float[] sums = out.toArray();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += bias.get(0, i % shape.columns());
      }
      given.watch();
      kernels.addBias(out, bias, activation);
      Given.assertBits(forward(activation, sums), out);
      given.assertOnlyWritten(out);
    }
  }

  @EveryBackend
  void activate(Kernels kernels) {
    Shapes.forEach((given, shape) -> activate(kernels, given, shape));
  }

  private static void activate(Kernels kernels, Given given, Shape shape) {
    Matrix x = given.special(shape.rows(), shape.columns());
    Matrix out = given.unset(shape.rows(), shape.columns());
    for (Activation activation : Activation.values()) {
      given.watch();
      kernels.activate(out, x, activation);
      Given.assertBits(forward(activation, x.toArray()), out);
      given.assertOnlyWritten(out);
    }
    for (Activation activation : Activation.values()) {
      float[] expected = forward(activation, x.toArray());
      given.watch();
      kernels.activate(x, x, activation);
      Given.assertBits(expected, x);
      given.assertOnlyWritten(x);
    }
  }

  @EveryBackend
  void activateBackward(Kernels kernels) {
    Shapes.forEach((given, shape) -> activateBackward(kernels, given, shape));
  }

  private static void activateBackward(Kernels kernels, Given given, Shape shape) {
    Matrix dout = given.special(shape.rows(), shape.columns());
    Matrix out = given.layout(2, 12).special(shape.rows(), shape.columns());
    Matrix dx = given.unset(shape.rows(), shape.columns());
    for (Activation activation : Activation.values()) {
      given.watch();
      kernels.activateBackward(dx, dout, out, activation);
      Given.assertBits(backward(activation, dout.toArray(), out.toArray()), dx);
      given.assertOnlyWritten(dx);
    }
    for (Activation activation : Activation.values()) {
      float[] expected = backward(activation, dout.toArray(), out.toArray());
      given.watch();
      kernels.activateBackward(dout, dout, out, activation);
      Given.assertBits(expected, dout);
      given.assertOnlyWritten(dout);
    }
  }

  /** The table of special values, written out: NaN passes forward and closes the gate backward. */
  @Test
  void relu() {
    float[] x = {Float.NaN, -0f, 0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-40f};
    float[] y = {Float.NaN, 0f, 0f, Float.POSITIVE_INFINITY, 0f, 1e-40f};
    float[] gates = {0, 0, 0, 1, 0, 1};
    for (int i = 0; i < x.length; i++) {
      assertEquals(y[i], Activation.RELU.apply(x[i]));
      assertEquals(gates[i], Activation.RELU.backward(1f, x[i]));
      float behind = gates[i] == 0 ? 0f : Float.NEGATIVE_INFINITY;
      assertEquals(behind, Activation.RELU.backward(Float.NEGATIVE_INFINITY, x[i]));
    }
    assertEquals(0f, Activation.RELU.apply(-1e-40f));
    assertEquals(0f, Activation.RELU.backward(Float.NaN, -1e-40f));
  }

  /** Exponentials of the sweep that proves FloatMath, in vectors: the same bits. */
  @EveryWidth
  void sweep(Kernels kernels) {
    float[] values = Sweep.exponents();
    Given given = new Given(2, 16L * values.length);
    Matrix x = given.filled(1, values.length, values);
    Matrix out = given.unset(1, values.length);
    for (Activation activation : Activation.values()) {
      kernels.activate(out, x, activation);
      Given.assertBits(forward(activation, values), out);
    }
  }
}
