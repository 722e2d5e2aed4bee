package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.FloatMath;
import dev.lanewise.memory.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Operations on each element by itself, over rows {@code from} to {@code to} of a matrix: whole
 * vectors first, the remaining columns one by one with the same operations.
 *
 * <p>One loop per operation, written out: a vector handed to a lambda would be boxed.
 */
final class Elementwise {

  private Elementwise() {}

  static void addBias(Matrix out, Matrix bias, int from, int to) {
    for (int i = from; i < to; i++) {
      long row = out.rowOffset(i);
      int j = 0;
      for (; j < Lanes.bound(out.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        Lanes.store(Lanes.load(out, row + at).add(Lanes.load(bias, at)), out, row + at);
      }
      for (; j < out.columns(); j++) {
        long at = (long) j << 2;
        set(out, row + at, get(out, row + at) + get(bias, at));
      }
    }
  }

  static void relu(Matrix out, Matrix x, int from, int to) {
    for (int i = from; i < to; i++) {
      int j = 0;
      for (; j < Lanes.bound(out.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        Lanes.store(Lanes.load(x, x.rowOffset(i) + at).max(0f), out, out.rowOffset(i) + at);
      }
      activateTail(Activation.RELU, out, x, i, j);
    }
  }

  static void sigmoid(Matrix out, Matrix x, int from, int to) {
    for (int i = from; i < to; i++) {
      int j = 0;
      for (; j < Lanes.bound(out.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector v = VectorMath.sigmoid(Lanes.load(x, x.rowOffset(i) + at));
        Lanes.store(v, out, out.rowOffset(i) + at);
      }
      activateTail(Activation.SIGMOID, out, x, i, j);
    }
  }

  static void tanh(Matrix out, Matrix x, int from, int to) {
    for (int i = from; i < to; i++) {
      int j = 0;
      for (; j < Lanes.bound(out.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector v = VectorMath.tanh(Lanes.load(x, x.rowOffset(i) + at));
        Lanes.store(v, out, out.rowOffset(i) + at);
      }
      activateTail(Activation.TANH, out, x, i, j);
    }
  }

  private static void activateTail(Activation activation, Matrix out, Matrix x, int i, int from) {
    for (int j = from; j < out.columns(); j++) {
      long at = (long) j << 2;
      set(out, out.rowOffset(i) + at, activation.apply(get(x, x.rowOffset(i) + at)));
    }
  }

  static void reluBackward(Matrix dx, Matrix dout, Matrix out, int from, int to) {
    FloatVector zero = FloatVector.zero(Lanes.FLOAT);
    for (int i = from; i < to; i++) {
      int j = 0;
      for (; j < Lanes.bound(dx.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector o = Lanes.load(out, out.rowOffset(i) + at);
        FloatVector d = Lanes.load(dout, dout.rowOffset(i) + at);
        Lanes.store(reluBackward(zero, d, o), dx, dx.rowOffset(i) + at);
      }
      backwardTail(Activation.RELU, dx, dout, out, i, j);
    }
  }

  static void sigmoidBackward(Matrix dx, Matrix dout, Matrix out, int from, int to) {
    FloatVector one = FloatVector.broadcast(Lanes.FLOAT, 1f);
    for (int i = from; i < to; i++) {
      int j = 0;
      for (; j < Lanes.bound(dx.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector o = Lanes.load(out, out.rowOffset(i) + at);
        FloatVector d = Lanes.load(dout, dout.rowOffset(i) + at);
        Lanes.store(sigmoidBackward(one, d, o), dx, dx.rowOffset(i) + at);
      }
      backwardTail(Activation.SIGMOID, dx, dout, out, i, j);
    }
  }

  static void tanhBackward(Matrix dx, Matrix dout, Matrix out, int from, int to) {
    FloatVector one = FloatVector.broadcast(Lanes.FLOAT, 1f);
    for (int i = from; i < to; i++) {
      int j = 0;
      for (; j < Lanes.bound(dx.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector o = Lanes.load(out, out.rowOffset(i) + at);
        FloatVector d = Lanes.load(dout, dout.rowOffset(i) + at);
        Lanes.store(tanhBackward(one, d, o), dx, dx.rowOffset(i) + at);
      }
      backwardTail(Activation.TANH, dx, dout, out, i, j);
    }
  }

  /** {@link Activation#backward} of ReLU. */
  static FloatVector reluBackward(FloatVector zero, FloatVector d, FloatVector out) {
    return zero.blend(d, out.compare(VectorOperators.GT, 0f));
  }

  /** {@link Activation#backward} of the sigmoid. */
  static FloatVector sigmoidBackward(FloatVector one, FloatVector d, FloatVector out) {
    return d.mul(out.mul(one.sub(out)));
  }

  /** {@link Activation#backward} of the hyperbolic tangent. */
  static FloatVector tanhBackward(FloatVector one, FloatVector d, FloatVector out) {
    return d.mul(out.neg().fma(out, one));
  }

  private static void backwardTail(
      Activation activation, Matrix dx, Matrix dout, Matrix out, int i, int from) {
    for (int j = from; j < dx.columns(); j++) {
      long at = (long) j << 2;
      float gradient = get(dout, dout.rowOffset(i) + at);
      float output = get(out, out.rowOffset(i) + at);
      set(dx, dx.rowOffset(i) + at, activation.backward(gradient, output));
    }
  }

  /** {@code y = fma(factor, x, y)}: the L2 gradient and the step of gradient descent. */
  static void addScaled(Matrix y, float factor, Matrix x, int from, int to) {
    FloatVector factors = FloatVector.broadcast(Lanes.FLOAT, factor);
    for (int i = from; i < to; i++) {
      long xRow = x.rowOffset(i);
      long yRow = y.rowOffset(i);
      int j = 0;
      for (; j < Lanes.bound(y.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector sum = factors.fma(Lanes.load(x, xRow + at), Lanes.load(y, yRow + at));
        Lanes.store(sum, y, yRow + at);
      }
      for (; j < y.columns(); j++) {
        long at = (long) j << 2;
        set(y, yRow + at, Math.fma(factor, get(x, xRow + at), get(y, yRow + at)));
      }
    }
  }

  /** {@code out[row, j] = exp(x[row, j] - max)}. */
  static void exponentials(Matrix out, Matrix x, int row, float max) {
    int j = 0;
    for (; j < Lanes.bound(x.columns()); j += Lanes.COUNT) {
      long at = (long) j << 2;
      FloatVector v = VectorMath.exp(Lanes.load(x, x.rowOffset(row) + at).sub(max));
      Lanes.store(v, out, out.rowOffset(row) + at);
    }
    for (; j < x.columns(); j++) {
      long at = (long) j << 2;
      set(out, out.rowOffset(row) + at, FloatMath.exp(get(x, x.rowOffset(row) + at) - max));
    }
  }

  static float get(Matrix x, long offset) {
    return x.segment().get(Matrix.FLOAT, offset);
  }

  static void set(Matrix x, long offset, float value) {
    x.segment().set(Matrix.FLOAT, offset, value);
  }
}
