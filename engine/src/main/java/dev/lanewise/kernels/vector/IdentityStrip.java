package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** No activation: {@code out = z + bias}, and the gradient passes unchanged. */
final class IdentityStrip implements ActivationStrip {

  static final IdentityStrip IDENTITY = new IdentityStrip();

  private static final int L = Lanes.COUNT;

  private IdentityStrip() {}

  @Override
  public void forward(ActivationRows r, int rows, int columns) {
    float[] in = r.z;
    float[] out = r.out;
    int inStride = r.zStride;
    int outStride = r.outStride;
    for (int v = 0; v < columns; v += L) {
      FloatVector b = FloatVector.fromArray(FLOAT, r.bias, r.biasIndex + v);
      int source = r.zIndex + v;
      int target = r.outIndex + v;
      for (int i = 0; i < rows; i++) {
        FloatVector x = FloatVector.fromArray(FLOAT, in, source).add(b);
        x.intoArray(out, target);
        source += inStride;
        target += outStride;
      }
    }
  }

  @Override
  public void backward(ActivationRows r, int rows, int columns) {
    MemorySegment in = Lanes.known(r.dout);
    MemorySegment out = Lanes.known(r.dz);
    long inStride = r.doutStride;
    long outStride = r.dzStride;
    for (int v = 0; v < columns; v += L) {
      long source = r.doutOffset + ((long) v << 2);
      long target = r.dzOffset + ((long) v << 2);
      for (int i = 0; i < rows; i++) {
        FloatVector d = FloatVector.fromMemorySegment(FLOAT, in, source, ORDER);
        d.intoMemorySegment(out, target, ORDER);
        source += inStride;
        target += outStride;
      }
    }
  }
}
