package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.activation.Gelu;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** GELU in its exact form. */
final class GeluStrip implements ActivationStrip {

  static final GeluStrip GELU = new GeluStrip();

  private static final int L = Lanes.COUNT;

  private GeluStrip() {}

  @Override
  public void forward(ActivationRows r, int rows, int columns) {
    float[] erf = erf(r, rows, columns);
    float[] in = r.z;
    float[] out = r.out;
    int inStride = r.zStride;
    int outStride = r.outStride;
    for (int v = 0; v < columns; v += L) {
      FloatVector b = FloatVector.fromArray(FLOAT, r.bias, r.biasIndex + v);
      int source = r.zIndex + v;
      int target = r.outIndex + v;
      int at = v;
      for (int i = 0; i < rows; i++) {
        FloatVector x = FloatVector.fromArray(FLOAT, in, source).add(b);
        FloatVector cdf = FloatVector.fromArray(FLOAT, erf, at).add(1f).mul(0.5f);
        x.mul(cdf).intoArray(out, target);
        source += inStride;
        target += outStride;
        at += columns;
      }
    }
  }

  /** The error function of {@code x · sqrt(1/2)}, row after row without gaps. */
  private static float[] erf(ActivationRows r, int rows, int columns) {
    float[] values = r.buffer(rows * columns);
    float[] in = r.z;
    int inStride = r.zStride;
    for (int v = 0; v < columns; v += L) {
      FloatVector b = FloatVector.fromArray(FLOAT, r.bias, r.biasIndex + v);
      int source = r.zIndex + v;
      int target = v;
      for (int i = 0; i < rows; i++) {
        FloatVector x = FloatVector.fromArray(FLOAT, in, source).add(b);
        x.mul(Gelu.SQRT_HALF).intoArray(values, target);
        source += inStride;
        target += columns;
      }
    }
    VectorMath.erf(values, rows * columns);
    return values;
  }

  @Override
  public void backward(ActivationRows r, int rows, int columns) {
    float[] erf = erf(r, rows, columns);
    MemorySegment in = Lanes.known(r.dout);
    MemorySegment out = Lanes.known(r.dz);
    long inStride = r.doutStride;
    long outStride = r.dzStride;
    float[] z = r.z;
    int zStride = r.zStride;
    for (int v = 0; v < columns; v += L) {
      long source = r.doutOffset + ((long) v << 2);
      long target = r.dzOffset + ((long) v << 2);
      FloatVector b = FloatVector.fromArray(FLOAT, r.bias, r.biasIndex + v);
      int input = r.zIndex + v;
      int at = v;
      for (int i = 0; i < rows; i++) {
        FloatVector d = FloatVector.fromMemorySegment(FLOAT, in, source, ORDER);
        FloatVector x = FloatVector.fromArray(FLOAT, z, input).add(b);
        FloatVector cdf = FloatVector.fromArray(FLOAT, erf, at).add(1f).mul(0.5f);
        FloatVector density = VectorMath.exp(x.mul(x).mul(-0.5f)).mul(Gelu.DENSITY);
        d.mul(x.fma(density, cdf)).intoMemorySegment(out, target, ORDER);
        source += inStride;
        target += outStride;
        input += zStride;
        at += columns;
      }
    }
  }
}
