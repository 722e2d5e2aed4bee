package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Gelu;
import dev.lanewise.activation.Identity;
import dev.lanewise.activation.LeakyRelu;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Sigmoid;
import dev.lanewise.activation.Tanh;
import dev.lanewise.kernels.Shapes.Shape;
import dev.lanewise.math.FloatMath;
import dev.lanewise.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bias, activations and their gradients: every backend gives the bits of the formula. */
class ActivationTest {

  /** From the definition; the accuracy of exp, tanh and erf has its own test. */
  private static float forward(Activation activation, float x) {
    return switch (activation) {
      case Identity _ -> x;
      case Relu _ -> Float.isNaN(x) || x > 0f ? x : 0f;
      case LeakyRelu _ -> x > 0f ? x : 0.01f * x;
      case Sigmoid _ -> 1f / (1f + FloatMath.exp(-x));
      case Tanh _ -> FloatMath.tanh(x);
      case Gelu _ -> x * cdf(x);
      case Activation.Custom custom -> custom.forward(x);
    };
  }

  private static float backward(Activation activation, float dout, float z, float out) {
    return switch (activation) {
      case Identity _ -> dout;
      case Relu _ -> out > 0f ? dout : 0f;
      case LeakyRelu _ -> out > 0f ? dout : 0.01f * dout;
      case Sigmoid _ -> dout * (out * (1f - out));
      case Tanh _ -> dout * Math.fma(-out, out, 1f);
      case Gelu _ -> dout * Math.fma(z, FloatMath.exp(z * z * -0.5f) * 0.3989423f, cdf(z));
      case Activation.Custom custom -> custom.backward(dout, z, out);
    };
  }

  private static float cdf(float z) {
    return (FloatMath.erf(z * 0.70710677f) + 1f) * 0.5f;
  }

  /** An activation that the kernels do not know, whose gradient needs the input. */
  private record Square() implements Activation.Custom {

    @Override
    public String name() {
      return "square";
    }

    @Override
    public float forward(float z) {
      return z * z;
    }

    @Override
    public float backward(float dout, float z, float out) {
      return dout * (2f * z);
    }

    @Override
    public boolean readsInput() {
      return true;
    }
  }

  private static List<Activation> activations() {
    List<Activation> all = new ArrayList<>(Activation.all());
    all.add(new Identity());
    all.add(new Square());
    return all;
  }

  private static float[] forward(Activation activation, float[] x) {
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = forward(activation, x[i]);
    }
    return expected;
  }

  private static float[] backward(Activation activation, float[] dout, float[] z, float[] out) {
    float[] expected = new float[dout.length];
    for (int i = 0; i < dout.length; i++) {
      expected[i] = backward(activation, dout[i], z[i], out[i]);
    }
    return expected;
  }

  @EveryBackend
  void addBias(Kernels kernels) {
    Shapes.forEach((given, shape) -> addBias(kernels, given, shape));
  }

  private static void addBias(Kernels kernels, Given given, Shape shape) {
    Matrix bias = given.special(1, shape.columns());
    for (Activation activation : activations()) {
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
    for (Activation activation : activations()) {
      given.watch();
      kernels.activate(out, x, activation);
      Given.assertBits(forward(activation, x.toArray()), out);
      given.assertOnlyWritten(out);
    }
    for (Activation activation : activations()) {
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
    Matrix z = given.layout(1, 4).special(shape.rows(), shape.columns());
    Matrix dx = given.unset(shape.rows(), shape.columns());
    for (Activation activation : activations()) {
      given.watch();
      kernels.activateBackward(dx, dout, z, out, activation);
      Given.assertBits(backward(activation, dout.toArray(), z.toArray(), out.toArray()), dx);
      given.assertOnlyWritten(dx);
    }
    for (Activation activation : activations()) {
      float[] expected = backward(activation, dout.toArray(), z.toArray(), out.toArray());
      given.watch();
      kernels.activateBackward(dout, dout, z, out, activation);
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
      assertEquals(y[i], new Relu().forward(x[i]));
      assertEquals(gates[i], new Relu().backward(1f, 7f, x[i]));
      float behind = gates[i] == 0 ? 0f : Float.NEGATIVE_INFINITY;
      assertEquals(behind, new Relu().backward(Float.NEGATIVE_INFINITY, 7f, x[i]));
    }
    assertEquals(0f, new Relu().forward(-1e-40f));
    assertEquals(0f, new Relu().backward(Float.NaN, 7f, -1e-40f));
  }

  /** Values of GELU and its slope to nine digits, by mpmath with 40 digits. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.5",
    "1, 0.841344746, 1.083315471",
    "-1, -0.158655254, -0.083315471",
    "0.5, 0.345731231, 0.867495125",
    "-3, -0.004049694, -0.011945647",
    "2.5, 2.484475838, 1.037611086"
  })
  void gelu(float z, double out, double slope) {
    assertEquals(out, new Gelu().forward(z), 3e-7);
    assertEquals(slope, new Gelu().backward(1f, z, Float.NaN), 3e-7);
  }

  /** Exponentials of the sweep that proves FloatMath, in vectors: the same bits. */
  @EveryWidth
  void sweep(Kernels kernels) {
    float[] values = Sweep.exponents();
    Given given = new Given(2, 16L * values.length);
    Matrix x = given.filled(1, values.length, values);
    Matrix out = given.unset(1, values.length);
    for (Activation activation : activations()) {
      kernels.activate(out, x, activation);
      Given.assertBits(forward(activation, values), out);
    }
  }
}
