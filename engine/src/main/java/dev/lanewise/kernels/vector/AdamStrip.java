package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.optim.Adam;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** {@link Adam} and AdamW in vectors, one vector of columns at a time. */
final class AdamStrip implements UpdateStrip {

  static final UpdateStrip ADAM = new AdamStrip();

  private AdamStrip() {}

  @Override
  public void update(UpdateRows r, int rows, int columns) {
    for (int v = 0; v < columns; v += Lanes.COUNT) {
      one(r, v, rows);
    }
  }

  private static void one(UpdateRows r, int from, int rows) {
    MemorySegment values = Lanes.known(r.values);
    MemorySegment means = Lanes.known(r.slots[0]);
    MemorySegment squares = Lanes.known(r.slots[1]);
    float[] gradient = r.gradient;
    int column = r.column + from;
    FloatVector step = FloatVector.fromArray(FLOAT, r.factors[Adam.STEP], column);
    FloatVector reg = FloatVector.fromArray(FLOAT, r.factors[Adam.REG], column);
    FloatVector rest1 = FloatVector.fromArray(FLOAT, r.factors[Adam.REST1], column);
    FloatVector beta2 = FloatVector.fromArray(FLOAT, r.factors[Adam.BETA2], column);
    FloatVector rest2 = FloatVector.fromArray(FLOAT, r.factors[Adam.REST2], column);
    FloatVector inverse = FloatVector.fromArray(FLOAT, r.factors[Adam.INVERSE_C], column);
    FloatVector epsilon = FloatVector.fromArray(FLOAT, r.factors[Adam.EPSILON], column);
    FloatVector keep = FloatVector.fromArray(FLOAT, r.factors[Adam.KEEP], column);
    long stride = r.stride;
    int gradientStride = r.gradientStride;
    long at = r.offset + ((long) from << 2);
    int index = r.index + from;
    for (int row = 0; row < rows; row++) {
      FloatVector w = FloatVector.fromMemorySegment(FLOAT, values, at, ORDER);
      FloatVector g = reg.fma(w, FloatVector.fromArray(FLOAT, gradient, index));
      FloatVector m = FloatVector.fromMemorySegment(FLOAT, means, at, ORDER);
      m = rest1.fma(g.sub(m), m);
      m.intoMemorySegment(means, at, ORDER);
      FloatVector v = FloatVector.fromMemorySegment(FLOAT, squares, at, ORDER);
      v = rest2.fma(g.mul(g), beta2.mul(v));
      v.intoMemorySegment(squares, at, ORDER);
      FloatVector direction = m.div(v.sqrt().fma(inverse, epsilon));
      step.fma(direction, keep.mul(w)).intoMemorySegment(values, at, ORDER);
      at += stride;
      index += gradientStride;
    }
  }
}
