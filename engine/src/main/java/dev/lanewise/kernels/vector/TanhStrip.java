package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The hyperbolic tangent. */
final class TanhStrip implements ActivationStrip {

  static final TanhStrip TANH = new TanhStrip();

  private static final int L = Lanes.COUNT;

  private TanhStrip() {}

  @Override
  public void forward(
      float[] out,
      int to,
      int outStride,
      float[] z,
      int from,
      int zStride,
      float[] bias,
      int column,
      int rows,
      int columns) {
    for (int v = 0; v < columns; v += L) {
      FloatVector b = FloatVector.fromArray(FLOAT, bias, column + v);
      int source = from + v;
      int target = to + v;
      for (int r = 0; r < rows; r++) {
        FloatVector x = FloatVector.fromArray(FLOAT, z, source).add(b);
        VectorMath.tanh(x).intoArray(out, target);
        source += zStride;
        target += outStride;
      }
    }
  }

  @Override
  public void backward(
      MemorySegment dz,
      long to,
      long dzStride,
      MemorySegment dh,
      long from,
      long dhStride,
      float[] h,
      int at,
      int rows,
      int columns) {
    MemorySegment in = Lanes.known(dh);
    MemorySegment out = Lanes.known(dz);
    FloatVector one = FloatVector.broadcast(FLOAT, 1f);
    for (int v = 0; v < columns; v += L) {
      long source = from + ((long) v << 2);
      long target = to + ((long) v << 2);
      int output = at + v;
      for (int r = 0; r < rows; r++) {
        FloatVector d = FloatVector.fromMemorySegment(FLOAT, in, source, ORDER);
        FloatVector o = FloatVector.fromArray(FLOAT, h, output);
        d.mul(o.neg().fma(o, one)).intoMemorySegment(out, target, ORDER);
        source += dhStride;
        target += dzStride;
        output += Tile.STRIDE;
      }
    }
  }
}
