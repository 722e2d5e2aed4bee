package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetStack;
import dev.lanewise.kernels.vector.TileShape.Layout;
import dev.lanewise.kernels.vector.TileShape.Output;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * The hidden layers of a stack as one layer, whose weights stay packed between steps: panels of a
 * tile's width, each with all rows one after the other, so that forward reads and update writes
 * memory in order.
 */
final class HiddenLayer {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;

  // Rows of padding between panels: the same rows of all panels would otherwise fall into the same
  // cache sets where D is a multiple of a large power of two. 0 and 1 measured in design-notes.
  private static final int GAP = 13;

  private final NetStack nets;
  private final Panels panels = new Panels();
  private final MemorySegment weights; // (D, ΣH) in panels
  private final int largestBatch; // N
  private final MemorySegment gradient; // (N, ΣH) in panels, before the activation
  private final float[] bias; // (ΣH padded,), and so are the others
  private final float[] steps; // -learningRate of each column
  private final float[] regs; // L2 strength of each column
  private final double[] squares; // (blocks of rows, ΣH padded)
  private final boolean regularized;
  private final int tail; // last columns, too few for vectors of their own in the update
  private final int tailWidth; // rows of W1 in a tile of the tail, which is turned
  private final float[] tailGradient; // (largest N, one vector), of the tail before the activation

  HiddenLayer(NetStack nets, int largestBatch, Workspace workspace) {
    this.nets = nets;
    this.largestBatch = largestBatch;
    int padded = Lanes.padded(nets.hidden());
    int beyond = nets.hidden() % L;
    tail = beyond <= L / 2 ? beyond : 0;
    tailWidth = tailVectors() * L;
    tailGradient = new float[tail > 0 ? largestBatch * L : 0];
    panels.divideColumns(nets.hidden(), Tile.vectors(Tile.MR));
    weights = workspace.matrix(nets.inputs() + GAP, padded).segment();
    gradient = workspace.matrix(largestBatch, padded).segment();
    bias = new float[padded];
    steps = new float[padded];
    regs = new float[padded];
    regularized = nets.outputs().stream().anyMatch(output -> output.reg() != 0);
    squares = new double[regularized ? blocks() * padded : 0];
    int column = 0;
    for (NetStack.Output output : nets.outputs()) {
      Arrays.fill(regs, column, column + output.w2().rows(), (float) output.reg());
      column += output.w2().rows();
    }
  }

  private int blocks() {
    return Math.ceilDiv(nets.inputs(), Kernels.L2_BLOCK_ROWS);
  }

  private long offset(int panel, int row) {
    long rows = (long) nets.inputs() + GAP;
    return (panels.start(panel) * rows + (long) row * panels.width(panel)) << 2;
  }

  void load() {
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int d = 0; d < nets.inputs(); d++) {
        long from = nets.w1().rowOffset(d) + ((long) panels.start(panel) << 2);
        long bytes = (long) panels.valid(panel) << 2;
        MemorySegment.copy(nets.w1().segment(), from, weights, offset(panel, d), bytes);
      }
    }
    MemorySegment.copy(nets.b1().segment(), Matrix.FLOAT, 0, bias, 0, nets.hidden());
  }

  void store() {
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int d = 0; d < nets.inputs(); d++) {
        long to = nets.w1().rowOffset(d) + ((long) panels.start(panel) << 2);
        long bytes = (long) panels.valid(panel) << 2;
        MemorySegment.copy(weights, offset(panel, d), nets.w1().segment(), to, bytes);
      }
    }
    MemorySegment.copy(bias, 0, nets.b1().segment(), Matrix.FLOAT, 0, nets.hidden());
  }

  /** Sets the learning rate of columns {@code from} to {@code to}. */
  void setLearningRate(int from, int to, float learningRate) {
    Arrays.fill(steps, from, to, -learningRate);
  }

  /** Number of panels of columns. */
  int panels() {
    return panels.count();
  }

  /**
   * Adds the products of some columns of X to one tile: {@code sums += X[:, from:to] · W[from:to,
   * :]}, begun anew where {@code from} is 0.
   *
   * @param thread its rows divided
   * @param at first of these rows in {@code x}
   * @param panel of W
   * @param tile of the rows
   * @param sums of the rows, tile after tile, from {@code firstSum} on. Modified.
   */
  void addProducts(
      StepThread thread,
      PackedRows x,
      int at,
      int panel,
      int tile,
      int from,
      int to,
      float[] sums,
      int firstSum) {
    int width = panels.width(panel);
    int height = thread.rows.width(tile);
    int row = thread.rows.start(tile);
    thread.a.array = x.values;
    thread.b.segment = weights;
    thread.b.stride = (long) width << 2;
    thread.c.array = sums;
    thread.c.index = firstSum + thread.rows.size() * panels.start(panel) + row * width;
    thread.a.nextIndex = x.index(at + row, x.block()) - x.index(at + row, 0);
    thread.b.nextOffset = ((long) x.block() * width) << 2;
    thread.c.nextIndex = 0;
    int k;
    int count;
    for (int p = from; p < to; p += count * k) {
      k = Math.min(x.block() - p % x.block(), to - p);
      count = p > 0 && k == x.block() ? (to - p) / k : 1; // whole blocks, but for the first
      thread.a.index = x.index(at + row, p);
      thread.b.offset = offset(panel, p);
      thread.multiply(count, height, width, k, Layout.PACKED, Output.BUFFER, p == 0);
    }
  }

  /**
   * The same for all tiles of the thread's rows, and columns of X that lie in one block.
   *
   * @param panel of W
   */
  void addProducts(
      StepThread thread,
      PackedRows x,
      int at,
      int panel,
      int from,
      int to,
      float[] sums,
      int firstSum) {
    int width = panels.width(panel);
    thread.a.array = x.values;
    thread.a.index = x.index(at, from);
    thread.b.segment = weights;
    thread.b.offset = offset(panel, from);
    thread.b.stride = (long) width << 2;
    thread.c.array = sums;
    thread.c.index = firstSum + thread.rows.size() * panels.start(panel);
    thread.multiplyRows(width, to - from, Layout.PACKED, Output.BUFFER, from == 0);
  }

  /**
   * Bias and activation.
   *
   * @param sums of the thread's rows, from {@code firstSum} on
   * @param h gets the outputs from row {@code at} on. Modified.
   */
  void activate(StepThread thread, float[] sums, int firstSum, PackedRows h, int at) {
    int sum = firstSum;
    for (int panel = 0; panel < panels.count(); panel++) {
      int row = at;
      for (int t = 0; t < thread.rows.count(); t++) {
        int height = thread.rows.width(t);
        addBias(sums, sum, panel, h, row, height);
        sum += height * panels.width(panel);
        row += height;
      }
    }
  }

  private void addBias(float[] sums, int sum, int panel, PackedRows h, int row, int height) {
    int width = panels.width(panel);
    for (int v = 0; v < width; v += L) {
      int column = panels.start(panel) + v;
      FloatVector b = Lanes.load(bias, column);
      int to = h.index(row, column);
      for (int r = 0; r < height; r++) {
        FloatVector out = Lanes.load(sums, sum + r * width + v).add(b);
        activate(out, h.values, to + r * Tile.STRIDE);
      }
    }
  }

  private void activate(FloatVector x, float[] out, int at) {
    switch (nets.activation()) {
      case IDENTITY -> x.intoArray(out, at);
      case RELU -> x.max(0f).intoArray(out, at);
      case SIGMOID -> VectorMath.sigmoid(x).intoArray(out, at);
      case TANH -> VectorMath.tanh(x).intoArray(out, at);
    }
  }

  /**
   * The gradient before the activation, in panels: a column of tiles reads it step by step.
   *
   * @param dh (N, ΣH padded), gradient of the outputs
   * @param h the outputs
   */
  void differentiate(Matrix dh, PackedRows h, int from, int to) {
    FloatVector zero = FloatVector.zero(Lanes.FLOAT);
    FloatVector one = FloatVector.broadcast(Lanes.FLOAT, 1f);
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int v = 0; v < panels.width(panel); v += L) {
        int j = panels.start(panel) + v;
        long of = dh.rowOffset(from) + ((long) j << 2);
        long at = gradientOffset(panel, from) + ((long) v << 2);
        int output = h.index(from, j);
        for (int i = from; i < to; i++) {
          FloatVector d = Lanes.load(dh, of);
          FloatVector out = Lanes.load(h.values, output);
          switch (nets.activation()) {
            case IDENTITY -> Lanes.store(d, gradient, at);
            case RELU -> Lanes.store(Elementwise.reluBackward(zero, d, out), gradient, at);
            case SIGMOID -> Lanes.store(Elementwise.sigmoidBackward(one, d, out), gradient, at);
            case TANH -> Lanes.store(Elementwise.tanhBackward(one, d, out), gradient, at);
          }
          of += dh.stride() << 2;
          at += (long) panels.width(panel) << 2;
          output += Tile.STRIDE;
        }
      }
    }
    for (int i = from; i < to && tail > 0; i++) {
      int panel = panels.count() - 1;
      int v = tailStart() - panels.start(panel);
      long at = gradientOffset(panel, i) + ((long) v << 2);
      Lanes.load(gradient, at).intoArray(tailGradient, i * L);
    }
  }

  private long gradientOffset(int panel, int row) {
    return ((long) panels.start(panel) * largestBatch + (long) row * panels.width(panel)) << 2;
  }

  /** Of a tile as wide as its height allows that divides what is updated at a time. */
  private int tailVectors() {
    int vectors = Tile.vectors(Math.max(1, tail));
    while (FusedNets.UPDATED_ROWS / L % vectors != 0) {
      vectors--;
    }
    return vectors;
  }

  private int tailStart() {
    return nets.hidden() - tail;
  }

  /**
   * Gradient and update of rows {@code from} to {@code to} of the weights: {@code dW = Xᵀ · dz},
   * which never goes to memory, then L2 and SGD.
   *
   * @param x the batch; the rows lie in one of its blocks of columns
   * @param n rows of the batch
   */
  void update(StepThread thread, PackedRows x, int n, int from, int to) {
    addSquares(from, to);
    updateFull(thread, x, n, from, to);
    if (tail > 0) {
      updateTail(thread, x, n, from, to);
    }
  }

  private void updateFull(StepThread thread, PackedRows x, int n, int from, int to) {
    int columns = tail > 0 ? tailStart() : bias.length;
    thread.rows.divideRows(to - from, Tile.MR_TRANSPOSED);
    thread.a.array = x.values;
    thread.b.segment = gradient;
    thread.c.array = thread.tiles;
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = Math.min(panels.width(panel), columns - panels.start(panel));
      if (width > 0) {
        thread.a.index = x.index(0, from);
        thread.b.offset = gradientOffset(panel, 0);
        thread.b.stride = (long) panels.width(panel) << 2;
        thread.c.index = 0;
        thread.multiplyRows(width, n, Layout.PACKED_TRANSPOSED, Output.BUFFER, true);
        descend(thread.tiles, width, panel, 0, from, to - from);
      }
    }
  }

  /**
   * The last columns, the other way round: {@code dWᵀ = dzᵀ · X}, whose vectors are full. The terms
   * of each sum and their order are the same.
   */
  private void updateTail(StepThread thread, PackedRows x, int n, int from, int to) {
    int panel = panels.count() - 1;
    thread.rows.divideColumns(to - from, tailWidth / L);
    thread.a.array = tailGradient;
    thread.a.index = 0;
    thread.b.array = x.values;
    thread.c.array = thread.tiles;
    thread.c.index = 0;
    for (int t = 0; t < thread.rows.count(); t++) {
      int d = from + thread.rows.start(t);
      int width = thread.rows.width(t);
      int valid = thread.rows.valid(t);
      thread.b.index = x.index(0, d);
      thread.multiply(tail, width, n, Layout.TURNED, Output.BUFFER, true);
      for (int c = 0; c < tail; c++) {
        for (int r = 0; r < valid; r++) {
          thread.turned[r * L + c] = thread.tiles[c * width + r];
        }
      }
      descend(thread.turned, L, panel, tailStart() - panels.start(panel), d, valid);
    }
  }

  /**
   * L2 gradient and step of some rows of weights.
   *
   * @param columns of the gradient, whole vectors
   * @param first column of them in the panel
   */
  private void descend(float[] gradient, int columns, int panel, int first, int d, int height) {
    int width = panels.width(panel);
    int column = panels.start(panel) + first;
    int v = 0;
    // Two vectors, the usual width, at a time: 2 % of a step faster than one by one.
    for (; v + 2 * L <= columns; v += 2 * L) {
      FloatVector reg0 = Lanes.load(regs, column + v);
      FloatVector reg1 = Lanes.load(regs, column + v + L);
      FloatVector step0 = Lanes.load(steps, column + v);
      FloatVector step1 = Lanes.load(steps, column + v + L);
      long at = offset(panel, d) + ((long) (first + v) << 2);
      int from = v;
      for (int r = 0; r < height; r++) {
        FloatVector w0 = Lanes.load(weights, at);
        FloatVector w1 = Lanes.load(weights, at + W);
        FloatVector g0 = reg0.fma(w0, Lanes.load(gradient, from));
        FloatVector g1 = reg1.fma(w1, Lanes.load(gradient, from + L));
        Lanes.store(step0.fma(g0, w0), weights, at);
        Lanes.store(step1.fma(g1, w1), weights, at + W);
        at += (long) width << 2;
        from += columns;
      }
    }
    for (; v < columns; v += L) {
      FloatVector reg = Lanes.load(regs, column + v);
      FloatVector step = Lanes.load(steps, column + v);
      long at = offset(panel, d) + ((long) (first + v) << 2);
      int from = v;
      for (int r = 0; r < height; r++) {
        FloatVector w = Lanes.load(weights, at);
        FloatVector g = reg.fma(w, Lanes.load(gradient, from));
        Lanes.store(step.fma(g, w), weights, at);
        at += (long) width << 2;
        from += columns;
      }
    }
  }

  /** Sums of squares of the columns in each whole block of rows, before they move. */
  private void addSquares(int from, int to) {
    for (int block = from; regularized && block < to; block += Kernels.L2_BLOCK_ROWS) {
      int end = Math.min(block + Kernels.L2_BLOCK_ROWS, to);
      int sum = block / Kernels.L2_BLOCK_ROWS * bias.length;
      for (int panel = 0; panel < panels.count(); panel++) {
        int v = 0;
        for (; v + 2 * L <= panels.width(panel); v += 2 * L) {
          addSquaresOfTwo(sum + panels.start(panel) + v, panel, v, block, end);
        }
        for (; v < panels.width(panel); v += L) {
          addSquares(sum + panels.start(panel) + v, panel, v, block, end);
        }
      }
    }
  }

  private void addSquares(int sum, int panel, int v, int from, int to) {
    DoubleVector left = DoubleVector.zero(Lanes.DOUBLE);
    DoubleVector right = left;
    long at = offset(panel, from) + ((long) v << 2);
    // The square of a float is exact in double, so fma rounds as multiplying and adding do.
    for (int d = from; d < to; d++) {
      DoubleVector w = Lanes.loadDoubles(weights, at);
      left = w.fma(w, left);
      w = Lanes.loadDoubles(weights, at + W / 2);
      right = w.fma(w, right);
      at += (long) panels.width(panel) << 2;
    }
    left.intoArray(squares, sum);
    right.intoArray(squares, sum + Lanes.DOUBLES);
  }

  /** The same for two vectors: four chains, as many as an fma has cycles. */
  private void addSquaresOfTwo(int sum, int panel, int v, int from, int to) {
    DoubleVector left0 = DoubleVector.zero(Lanes.DOUBLE);
    DoubleVector right0 = left0;
    DoubleVector left1 = left0;
    DoubleVector right1 = left0;
    long at = offset(panel, from) + ((long) v << 2);
    for (int d = from; d < to; d++) {
      DoubleVector w = Lanes.loadDoubles(weights, at);
      left0 = w.fma(w, left0);
      w = Lanes.loadDoubles(weights, at + W / 2);
      right0 = w.fma(w, right0);
      w = Lanes.loadDoubles(weights, at + W);
      left1 = w.fma(w, left1);
      w = Lanes.loadDoubles(weights, at + W + W / 2);
      right1 = w.fma(w, right1);
      at += (long) panels.width(panel) << 2;
    }
    left0.intoArray(squares, sum);
    right0.intoArray(squares, sum + Lanes.DOUBLES);
    left1.intoArray(squares, sum + L);
    right1.intoArray(squares, sum + L + Lanes.DOUBLES);
  }

  /** Sum of squares of columns {@code from} to {@code to} as they were before the last update. */
  double sumOfSquares(int from, int to) {
    double sum = 0;
    for (int j = from; j < to; j++) {
      double column = 0;
      for (int block = 0; block < blocks(); block++) {
        column += squares[block * bias.length + j];
      }
      sum += column;
    }
    return sum;
  }

  /** Gradient and update of the bias. */
  void updateBias(int n) {
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int v = 0; v < panels.width(panel); v += L) {
        int j = panels.start(panel) + v;
        long stride = (long) panels.width(panel) << 2;
        long offset = gradientOffset(panel, 0) + ((long) v << 2);
        Sums.descend(bias, steps, j, gradient, offset, stride, n);
      }
    }
  }
}
