package dev.lanewise.math;

/**
 * The engine's own exponential and what is built on it, in float32. The vector backend performs the
 * same operations in the same order on the same constants, so both give the same bits on every
 * machine. The operation lists and the measured errors are in docs/numerics.
 *
 * <p>The polynomials of exp and tanh are those of Cephes' expf and tanhf (S. Moshier); those of the
 * error function are fits of our own, by least squares with Lawson's weights.
 */
public final class FloatMath {

  /** Exponents are raised to this at least; the result is 0 from there on. */
  public static final float EXP_LOWEST = -104f;

  /** Exponents are lowered to this at most; the result is infinite from there on. */
  public static final float EXP_HIGHEST = 89f;

  /** 1.5 * 2^23: adding and subtracting it rounds a small float to an integer. */
  public static final float ROUNDER = 0x1.8p23f;

  /** The bits of {@link #ROUNDER}; an integer n added to the float is n added to these. */
  public static final int ROUNDER_BITS = 0x4B400000;

  /** 1 / ln 2. */
  public static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts; this one, 0.693359375, has 9 bits. */
  public static final float LN2_HIGH = 0x1.63p-1f;

  /** ln 2 minus {@link #LN2_HIGH}. */
  public static final float LN2_LOW = -0.00021219444f;

  /** exp(r) = 1 + r + r² · P(r); the coefficient of r⁵ in P. */
  public static final float EXP_5 = 0.00019875691f;

  /** Coefficient of r⁴ in P. */
  public static final float EXP_4 = 0.0013981999f;

  /** Coefficient of r³ in P. */
  public static final float EXP_3 = 0.008333452f;

  /** Coefficient of r² in P. */
  public static final float EXP_2 = 0.041665796f;

  /** Coefficient of r in P. */
  public static final float EXP_1 = 0.16666666f;

  /** Constant term of P. */
  public static final float EXP_0 = 0.5f;

  /** Below this |x| the hyperbolic tangent is a polynomial, from it on a quotient. */
  public static final float TANH_SMALL = 0.625f;

  /** tanh(x) = x + x · z · Q(z), z = x²; the coefficient of z⁴ in Q. */
  public static final float TANH_4 = -0.0057049887f;

  /** Coefficient of z³ in Q. */
  public static final float TANH_3 = 0.020639088f;

  /** Coefficient of z² in Q. */
  public static final float TANH_2 = -0.053739715f;

  /** Coefficient of z in Q. */
  public static final float TANH_1 = 0.13331442f;

  /** Constant term of Q. */
  public static final float TANH_0 = -0.3333328f;

  /** Below this |x| the error function is a polynomial, from it on 1 minus an exponential. */
  public static final float ERF_SMALL = 0.9375f;

  /** From this |x| on the error function is ±1. */
  public static final float ERF_ONE = 4f;

  /** erf(x) = x + x · P(z), z = x², for small x; the coefficient of z⁶ in P. */
  public static final float ERF_P6 = 8.2676124e-05f;

  /** Coefficient of z⁵ in P. */
  public static final float ERF_P5 = -0.0008118119f;

  /** Coefficient of z⁴ in P. */
  public static final float ERF_P4 = 0.0051988345f;

  /** Coefficient of z³ in P. */
  public static final float ERF_P3 = -0.0268585f;

  /** Coefficient of z² in P. */
  public static final float ERF_P2 = 0.11283679f;

  /** Coefficient of z in P. */
  public static final float ERF_P1 = -0.37612632f;

  /** Constant term of P, 2 / sqrt(pi) - 1. */
  public static final float ERF_P0 = 0.12837917f;

  /** erf(x) = 1 - exp(-x + x · Q(x)) for large x; the coefficient of x⁵ in Q. */
  public static final float ERF_Q5 = 0.00021337598f;

  /** Coefficient of x⁴ in Q. */
  public static final float ERF_Q4 = -0.0032099131f;

  /** Coefficient of x³ in Q. */
  public static final float ERF_Q3 = 0.02287371f;

  /** Coefficient of x² in Q. */
  public static final float ERF_Q2 = -0.105236344f;

  /** Coefficient of x in Q. */
  public static final float ERF_Q1 = -0.6357378f;

  /** Constant term of Q. */
  public static final float ERF_Q0 = -0.12850855f;

  private static final int EXPONENT_BIAS = 127;
  private static final int MANTISSA_BITS = 23;

  private FloatMath() {}

  /** e to the power x; exp(-inf) = 0, exp(NaN) = NaN, results below 2^-126 are denormal. */
  public static float exp(float x) {
    float clamped = Math.min(Math.max(x, EXP_LOWEST), EXP_HIGHEST);
    float shifted = Math.fma(clamped, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
    float p = Math.fma(EXP_5, r, EXP_4);
    p = Math.fma(p, r, EXP_3);
    p = Math.fma(p, r, EXP_2);
    p = Math.fma(p, r, EXP_1);
    p = Math.fma(p, r, EXP_0);
    p = Math.fma(p, r * r, r) + 1f;
    // 2^n in two factors: n reaches from -150 to 128, a float's exponent from -126 to 127.
    int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
    int half = exponent >> 1;
    return p * powerOfTwo(half) * powerOfTwo(exponent - half);
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat((exponent + EXPONENT_BIAS) << MANTISSA_BITS);
  }

  /** 1 / (1 + exp(-x)). */
  public static float sigmoid(float x) {
    return 1f / (1f + exp(-x));
  }

  /** The hyperbolic tangent; tanh(-0) = -0, tanh(±inf) = ±1. */
  public static float tanh(float x) {
    float a = Math.abs(x);
    float z = a * a;
    float q = Math.fma(TANH_4, z, TANH_3);
    q = Math.fma(q, z, TANH_2);
    q = Math.fma(q, z, TANH_1);
    q = Math.fma(q, z, TANH_0);
    float small = Math.fma(q, z * a, a);
    float large = 1f - 2f / (exp(a + a) + 1f);
    return Math.copySign(a < TANH_SMALL ? small : large, x);
  }

  /** The error function; erf(-0) = -0, erf(±inf) = ±1, erf(NaN) = NaN. */
  public static float erf(float x) {
    float a = Math.abs(x);
    float z = a * a;
    float p = Math.fma(ERF_P6, z, ERF_P5);
    p = Math.fma(p, z, ERF_P4);
    p = Math.fma(p, z, ERF_P3);
    p = Math.fma(p, z, ERF_P2);
    p = Math.fma(p, z, ERF_P1);
    p = Math.fma(p, z, ERF_P0);
    float small = Math.fma(p, a, a);
    float b = Math.min(a, ERF_ONE);
    float q = Math.fma(ERF_Q5, b, ERF_Q4);
    q = Math.fma(q, b, ERF_Q3);
    q = Math.fma(q, b, ERF_Q2);
    q = Math.fma(q, b, ERF_Q1);
    q = Math.fma(q, b, ERF_Q0);
    float large = 1f - exp(Math.fma(q, b, -b));
    return Math.copySign(a < ERF_SMALL ? small : large, x);
  }
}
