package dev.lanewise.check;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Gelu;
import dev.lanewise.activation.Identity;
import dev.lanewise.activation.LeakyRelu;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Sigmoid;
import dev.lanewise.activation.Tanh;
import java.util.function.DoubleUnaryOperator;

/** The activation of a layer in double precision, near the inputs of a batch. */
sealed interface LocalFunction {

  /** The value for an input near input {@code i} of the batch. */
  double at(int i, double z);

  /** Whether no kink lies between two inputs near input {@code i}. */
  boolean sameSide(int i, double below, double above);

  /** Whether input {@code i} is as near to a kink as {@code distance}. */
  boolean atKink(int i, double z, double distance);

  /** What float32 rounding of the slope at input {@code i} is relative to. */
  double roundedSlope(int i, double z);

  /** What float32 rounding of the value at input {@code i} is relative to. */
  default double roundedValue(int i, double z) {
    return Math.abs(at(i, z));
  }

  /** The activation near the inputs {@code z}, which are not copied. */
  static LocalFunction of(Activation activation, double[] z) {
    return switch (activation) {
      case Identity _ -> new Smooth(x -> x, _ -> 1, Math::abs);
      case Sigmoid _ -> {
        DoubleUnaryOperator sigmoid = x -> 1 / (1 + Math.exp(-x));
        yield new Smooth(sigmoid, sigmoid, sigmoid); // its slope is out * (1 - out)
      }
      case Tanh _ -> new Smooth(Math::tanh, _ -> 1, x -> Math.abs(Math.tanh(x)));
      case Gelu _ -> new Smooth(x -> x * NormalDistribution.cdf(x), _ -> 1, Math::abs);
      case Relu _ -> new KinkAtZero(0);
      case LeakyRelu _ -> new KinkAtZero(LeakyRelu.SLOPE);
      case Activation.Custom custom -> Tangents.of(custom, z);
    };
  }

  /**
   * A formula without kinks.
   *
   * @param slopeSize by the input, what rounding of the slope is relative to: 1 where the slope is
   *     a difference such as {@code 1 - out · out}, which keeps no digits when it is small
   * @param valueSize by the input, the same of the value: GELU is such a difference below 0
   */
  record Smooth(
      DoubleUnaryOperator formula, DoubleUnaryOperator slopeSize, DoubleUnaryOperator valueSize)
      implements LocalFunction {

    @Override
    public double at(int i, double z) {
      return formula.applyAsDouble(z);
    }

    @Override
    public boolean sameSide(int i, double below, double above) {
      return true;
    }

    @Override
    public boolean atKink(int i, double z, double distance) {
      return false;
    }

    @Override
    public double roundedSlope(int i, double z) {
      return slopeSize.applyAsDouble(z);
    }

    @Override
    public double roundedValue(int i, double z) {
      return valueSize.applyAsDouble(z);
    }
  }

  /** The input itself above 0, times {@code slope} below. */
  record KinkAtZero(double slope) implements LocalFunction {

    @Override
    public double at(int i, double z) {
      return z > 0 ? z : slope * z;
    }

    @Override
    public boolean sameSide(int i, double below, double above) {
      return below > 0 == above > 0;
    }

    @Override
    public boolean atKink(int i, double z, double distance) {
      return Math.abs(z) <= distance;
    }

    @Override
    public double roundedSlope(int i, double z) {
      return z > 0 ? 1 : slope;
    }
  }

  /**
   * A formula of an embedder, which has float32 values only: its tangent at each input of the
   * batch. A centred difference sees no more of a smooth function.
   */
  final class Tangents implements LocalFunction {

    private final double[] z;
    private final double[] values;
    private final double[] slopes;
    private final double largest; // of the slopes, without sign

    private Tangents(double[] z, double[] values, double[] slopes) {
      this.z = z;
      this.values = values;
      this.slopes = slopes;
      this.largest = DoubleNet.largest(slopes);
    }

    static Tangents of(Activation.Custom formula, double[] z) {
      double[] values = new double[z.length];
      double[] slopes = new double[z.length];
      for (int i = 0; i < z.length; i++) {
        float x = (float) z[i];
        slopes[i] = FloatSlope.of(formula::forward, x);
        values[i] = formula.forward(x) + (z[i] - x) * slopes[i];
      }
      return new Tangents(z, values, slopes);
    }

    @Override
    public double at(int i, double input) {
      return values[i] + slopes[i] * (input - z[i]);
    }

    @Override
    public boolean sameSide(int i, double below, double above) {
      return true; // a kink next to the input itself is told by atKink
    }

    @Override
    public boolean atKink(int i, double input, double distance) {
      return Double.isNaN(slopes[i]);
    }

    @Override
    public double roundedSlope(int i, double input) {
      return largest;
    }
  }
}
