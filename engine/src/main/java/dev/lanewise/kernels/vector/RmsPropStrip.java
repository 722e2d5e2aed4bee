package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.optim.RmsProp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** {@link RmsProp} in vectors, one vector of columns at a time. */
final class RmsPropStrip implements UpdateStrip {

  static final UpdateStrip RMS_PROP = new RmsPropStrip();

  private RmsPropStrip() {}

  @Override
  public void update(UpdateRows r, int rows, int columns) {
    for (int v = 0; v < columns; v += Lanes.COUNT) {
      one(r, v, rows);
    }
  }

  private static void one(UpdateRows r, int from, int rows) {
    MemorySegment values = Lanes.known(r.values);
    MemorySegment squares = Lanes.known(r.slots[0]);
    float[] gradient = r.gradient;
    int column = r.column + from;
    FloatVector step = FloatVector.fromArray(FLOAT, r.factors[RmsProp.STEP], column);
    FloatVector reg = FloatVector.fromArray(FLOAT, r.factors[RmsProp.REG], column);
    FloatVector rho = FloatVector.fromArray(FLOAT, r.factors[RmsProp.RHO], column);
    FloatVector rest = FloatVector.fromArray(FLOAT, r.factors[RmsProp.REST], column);
    FloatVector epsilon = FloatVector.fromArray(FLOAT, r.factors[RmsProp.EPSILON], column);
    long stride = r.stride;
    int gradientStride = r.gradientStride;
    long at = r.offset + ((long) from << 2);
    int index = r.index + from;
    for (int row = 0; row < rows; row++) {
      FloatVector w = FloatVector.fromMemorySegment(FLOAT, values, at, ORDER);
      FloatVector g = reg.fma(w, FloatVector.fromArray(FLOAT, gradient, index));
      FloatVector v =
          rest.fma(g.mul(g), rho.mul(FloatVector.fromMemorySegment(FLOAT, squares, at, ORDER)));
      v.intoMemorySegment(squares, at, ORDER);
      FloatVector direction = g.div(v.sqrt().add(epsilon));
      step.fma(direction, w).intoMemorySegment(values, at, ORDER);
      at += stride;
      index += gradientStride;
    }
  }
}
