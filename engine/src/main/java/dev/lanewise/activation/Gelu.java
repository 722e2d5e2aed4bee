package dev.lanewise.activation;

import dev.lanewise.math.FloatMath;

/**
 * The Gaussian error linear unit in its exact form (Hendrycks and Gimpel): {@code f(z) = z · Φ(z)}
 * with {@code Φ(z) = (1 + erf(z · sqrt(1/2))) · 0.5}, the gradient {@code dout · fma(z, φ(z),
 * Φ(z))} with {@code φ(z) = exp(z · z · -0.5) · sqrt(1 / 2π)}. An infinite z below 0 gives NaN.
 */
public record Gelu() implements Activation {

  /** sqrt(1/2). */
  public static final float SQRT_HALF = 0.70710677f;

  /** sqrt(1 / 2π), the density at 0. */
  public static final float DENSITY = 0.3989423f;

  @Override
  public String name() {
    return "gelu";
  }

  @Override
  public float forward(float z) {
    return z * cdf(z);
  }

  @Override
  public float backward(float dout, float z, float out) {
    float density = FloatMath.exp(z * z * -0.5f) * DENSITY;
    return dout * Math.fma(z, density, cdf(z));
  }

  private static float cdf(float z) {
    return (FloatMath.erf(z * SQRT_HALF) + 1f) * 0.5f;
  }

  @Override
  public boolean readsInput() {
    return true;
  }
}
