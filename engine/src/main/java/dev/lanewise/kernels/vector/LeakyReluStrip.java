package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.activation.LeakyRelu;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Leaky ReLU. */
final class LeakyReluStrip implements ActivationStrip {

  static final LeakyReluStrip LEAKY_RELU = new LeakyReluStrip();

  private static final int L = Lanes.COUNT;

  private LeakyReluStrip() {}

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
        x.mul(LeakyRelu.SLOPE).blend(x, x.compare(VectorOperators.GT, 0f)).intoArray(out, target);
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
    float[] h = r.out;
    int hStride = r.outStride;
    for (int v = 0; v < columns; v += L) {
      long source = r.doutOffset + ((long) v << 2);
      long target = r.dzOffset + ((long) v << 2);
      int output = r.outIndex + v;
      for (int i = 0; i < rows; i++) {
        FloatVector d = FloatVector.fromMemorySegment(FLOAT, in, source, ORDER);
        FloatVector o = FloatVector.fromArray(FLOAT, h, output);
        d.mul(LeakyRelu.SLOPE)
            .blend(d, o.compare(VectorOperators.GT, 0f))
            .intoMemorySegment(out, target, ORDER);
        source += inStride;
        target += outStride;
        output += hStride;
      }
    }
  }
}
