package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.NetArray;
import dev.lanewise.kernels.vector.TileShape.Layout;
import dev.lanewise.kernels.vector.TileShape.Output;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * An affine layer with its activation: the wide layer that holds the first layers of all nets, or a
 * later layer of one net. Its weights stay packed in panels between steps, so that forward reads
 * and update writes memory in order. A later layer also keeps them transposed, for the gradient of
 * its inputs.
 */
final class DenseLayer {

  /** Rows of the weights that are updated at a time; see {@link StepSizes#X_BLOCK}. */
  static final int UPDATED_ROWS = 192;

  private static final int L = Lanes.COUNT;

  // Rows of padding between panels: the same rows of all panels would otherwise fall into the same
  // cache sets where D is a multiple of a large power of two. 0 and 1 measured in design-notes.
  private static final int GAP = 13;

  private final int inputs; // rows of W
  private final int outputs; // columns of W
  private final ActivationStrip[] strips; // of each vector of columns
  private final PanelMatrix weights; // (inputs, outputs)
  private final PanelMatrix transposed; // (outputs padded, inputs); empty for a first layer
  private final PanelMatrix gradient; // (largest N, outputs), before the activation
  private final float[] bias; // (outputs padded,), and so are the next two
  private final float[] steps; // negative learning rates
  private final float[] regs; // L2 strengths
  private final DescentStrip descent;
  private final ColumnSquares squares;
  private boolean regularized;
  private final int tail; // last columns, too few for vectors of their own in the update
  private final int tailWidth; // rows of W in a tile of the tail, which is transposed
  private final float[] tailGradient; // (largest N, one vector), of the tail before the activation

  private DenseLayer(
      int inputs,
      int outputs,
      ActivationStrip[] strips,
      boolean first,
      int largestBatch,
      Workspace workspace) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.strips = strips;
    weights = new PanelMatrix(inputs + GAP, outputs, workspace);
    transposed = new PanelMatrix(first ? 0 : Lanes.padded(outputs), first ? 0 : inputs, workspace);
    gradient = new PanelMatrix(largestBatch, outputs, workspace);
    bias = new float[Lanes.padded(outputs)];
    steps = new float[bias.length];
    regs = new float[bias.length];
    descent = new DescentStrip(regs, steps);
    squares = new ColumnSquares(weights, inputs);
    int beyond = outputs % L;
    tail = beyond <= L / 2 ? beyond : 0;
    tailWidth = tailVectors() * L;
    tailGradient = new float[tail > 0 ? largestBatch * L : 0];
  }

  /** The wide layer that holds the first layers of all nets; each vector has its activation. */
  static DenseLayer first(
      int inputs, int outputs, ActivationStrip[] strips, int largestBatch, Workspace workspace) {
    return new DenseLayer(inputs, outputs, strips, true, largestBatch, workspace);
  }

  /** A later layer of one net. */
  static DenseLayer later(
      int inputs, int outputs, ActivationStrip strip, int largestBatch, Workspace workspace) {
    ActivationStrip[] strips = new ActivationStrip[Lanes.padded(outputs) / L];
    Arrays.fill(strips, strip);
    return new DenseLayer(inputs, outputs, strips, false, largestBatch, workspace);
  }

  /** Of a tile as wide as its height allows that divides what is updated at a time. */
  private int tailVectors() {
    int vectors = Tile.vectors(Math.max(1, tail));
    while (UPDATED_ROWS / L % vectors != 0) {
      vectors--;
    }
    return vectors;
  }

  private int tailStart() {
    return outputs - tail;
  }

  /** Inputs, rows of the weights. */
  int inputs() {
    return inputs;
  }

  /** Outputs, columns of the weights. */
  int outputs() {
    return outputs;
  }

  /** Number of panels of columns. */
  int panels() {
    return weights.panels.count();
  }

  /** Sets the L2 strength of columns {@code from} to {@code to}. */
  void setReg(int from, int to, float reg) {
    Arrays.fill(regs, from, to, reg);
    regularized |= reg != 0;
  }

  /** Sets the learning rate of columns {@code from} to {@code to}. */
  void setLearningRate(int from, int to, float learningRate) {
    Arrays.fill(steps, from, to, -learningRate);
  }

  /** Takes over the parameters of the columns from {@code first} on. */
  void load(NetArray.Layer layer, int first) {
    weights.load(layer.weights(), first);
    MemorySegment.copy(
        layer.bias().segment(), Matrix.FLOAT, 0, bias, first, layer.bias().columns());
  }

  /** Sets the bias of the padding, and with it what its outputs are. */
  void padBias(float value) {
    Arrays.fill(bias, outputs, bias.length, value);
  }

  /** Writes the parameters of the columns from {@code first} on back. Modified: layer. */
  void store(NetArray.Layer layer, int first) {
    weights.store(layer.weights(), first);
    MemorySegment.copy(
        bias, first, layer.bias().segment(), Matrix.FLOAT, 0, layer.bias().columns());
  }

  /**
   * Adds the products of some columns of X to one tile: {@code sums += X[:, from:to] · W[from:to,
   * :]}, begun anew where {@code from} is 0.
   *
   * @param scratch its rows divided
   * @param at first of these rows in {@code x}
   * @param panel of W
   * @param tile of the rows
   * @param sums of the rows, tile after tile, from {@code firstSum} on. Modified.
   */
  void addToTile(
      Scratch scratch,
      PackedRows x,
      int at,
      int panel,
      int tile,
      int from,
      int to,
      float[] sums,
      int firstSum) {
    int width = weights.panels.width(panel);
    int height = scratch.rows.width(tile);
    int row = scratch.rows.start(tile);
    scratch.a.array = x.values;
    scratch.b.segment = weights.segment;
    scratch.b.stride = weights.stride(panel);
    scratch.c.array = sums;
    scratch.c.index = firstSum + scratch.rows.size() * weights.panels.start(panel) + row * width;
    scratch.a.nextIndex = x.index(at + row, x.block()) - x.index(at + row, 0);
    scratch.b.nextOffset = ((long) x.block() * width) << 2;
    scratch.c.nextIndex = 0;
    int k;
    int count;
    for (int p = from; p < to; p += count * k) {
      k = Math.min(x.block() - p % x.block(), to - p);
      count = p > 0 && k == x.block() ? (to - p) / k : 1; // whole blocks, but for the first
      scratch.a.index = x.index(at + row, p);
      scratch.b.offset = weights.offset(panel, p);
      scratch.multiply(count, height, width, k, Layout.PACKED, Output.BUFFER, p == 0);
    }
  }

  /**
   * The same for all tiles of the scratch's rows, and columns of X that lie in one block.
   *
   * @param column of {@code x} with the layer's first input
   */
  void addProducts(
      Scratch scratch,
      PackedRows x,
      int at,
      int column,
      int panel,
      int from,
      int to,
      float[] sums,
      int firstSum) {
    int width = weights.panels.width(panel);
    scratch.a.array = x.values;
    scratch.a.index = x.index(at, column + from);
    scratch.b.segment = weights.segment;
    scratch.b.offset = weights.offset(panel, from);
    scratch.b.stride = weights.stride(panel);
    scratch.c.array = sums;
    scratch.c.index = firstSum + scratch.rows.size() * weights.panels.start(panel);
    scratch.multiplyRows(width, to - from, Layout.PACKED, Output.BUFFER, from == 0);
  }

  /**
   * The products of a later layer: {@code scratch.sums = H[:, column:] · W}.
   *
   * @param scratch its rows divided
   * @param h the inputs, from row {@code at} and {@code column} on
   */
  void multiply(Scratch scratch, PackedRows h, int at, int column) {
    int end;
    for (int from = 0; from < inputs; from = end) {
      end = Math.min(from + h.block() - (column + from) % h.block(), inputs);
      for (int panel = 0; panel < panels(); panel++) {
        addProducts(scratch, h, at, column, panel, from, end, scratch.sums, 0);
      }
    }
  }

  /**
   * Bias and activation.
   *
   * @param rows of {@code sums}, tile after tile from {@code firstSum} on
   * @param h gets the outputs from row {@code at} on. Modified.
   */
  void activate(int rows, float[] sums, int firstSum, PackedRows h, int at) {
    for (int panel = 0; panel < panels(); panel++) {
      int to = h.index(at, weights.panels.start(panel));
      activate(panel, rows, sums, firstSum, h.values, to, Tile.STRIDE);
    }
  }

  /** The same for scores: rows one after the other, padded, from index {@code to} on. */
  void activate(int rows, float[] sums, int firstSum, float[] scores, int to) {
    for (int panel = 0; panel < panels(); panel++) {
      int first = to + weights.panels.start(panel);
      activate(panel, rows, sums, firstSum, scores, first, bias.length);
    }
  }

  private void activate(
      int panel, int rows, float[] sums, int firstSum, float[] out, int to, int stride) {
    int start = weights.panels.start(panel);
    int width = weights.panels.width(panel);
    int from = firstSum + rows * start;
    int end;
    for (int v = 0; v < width; v = end) {
      ActivationStrip strip = strips[(start + v) / L];
      end = endOfStrip(panel, v);
      strip.forward(out, to + v, stride, sums, from + v, width, bias, start + v, rows, end - v);
    }
  }

  /** The end, in a panel, of the columns that have the same activation as column {@code from}. */
  private int endOfStrip(int panel, int from) {
    int first = weights.panels.start(panel) / L;
    int end = from + L;
    while (end < weights.panels.width(panel)
        && strips[first + end / L] == strips[first + from / L]) {
      end += L;
    }
    return end;
  }

  /** Sets a row of the gradient of scores, padded to whole vectors. */
  void setGradient(int row, float[] values) {
    gradient.setRow(row, values);
    if (tail > 0) {
      System.arraycopy(values, tailStart(), tailGradient, row * L, L);
    }
  }

  /**
   * The gradient before the activation, rows {@code from} to {@code to}.
   *
   * @param dh (N, outputs padded), gradient of the outputs
   * @param h the outputs
   */
  void differentiate(Matrix dh, PackedRows h, int from, int to) {
    for (int panel = 0; panel < panels(); panel++) {
      int start = weights.panels.start(panel);
      int end;
      for (int v = 0; v < weights.panels.width(panel); v = end) {
        ActivationStrip strip = strips[(start + v) / L];
        end = endOfStrip(panel, v);
        strip.backward(
            gradient.segment,
            gradient.offset(panel, from) + ((long) v << 2),
            gradient.stride(panel),
            dh.segment(),
            dh.rowOffset(from) + ((long) (start + v) << 2),
            dh.stride() << 2,
            h.values,
            h.index(from, start + v),
            to - from,
            end - v);
      }
    }
    if (tail > 0) {
      int panel = panels() - 1;
      int v = tailStart() - weights.panels.start(panel);
      long at = gradient.offset(panel, from) + ((long) v << 2);
      gradient.copyColumn(tailGradient, from * L, L, at, gradient.stride(panel), to - from);
    }
  }

  /**
   * The gradient of the inputs, {@code dZ · Wᵀ}, of rows {@code from} to {@code to}.
   *
   * @param scratch its rows divided
   * @param dh gets the columns from {@code column} on. Modified, in the next columns too.
   */
  void differentiateInputs(Scratch scratch, Matrix dh, int column, int from, int to) {
    gradient.pack(from, to, scratch.gradient);
    scratch.a.array = scratch.gradient.values;
    scratch.b.segment = transposed.segment;
    scratch.c.segment = dh.segment();
    scratch.c.stride = dh.stride() << 2;
    scratch.c.array = scratch.tiles;
    for (int panel = 0; panel < transposed.panels.count(); panel++) {
      int first = column + transposed.panels.start(panel);
      int width = transposed.panels.width(panel);
      scratch.b.stride = transposed.stride(panel);
      if (outputs <= scratch.gradient.block()) {
        scratch.a.index = scratch.gradient.index(0, 0);
        scratch.b.offset = transposed.offset(panel, 0);
        scratch.c.offset = dh.rowOffset(from) + ((long) first << 2);
        scratch.multiplyRows(width, outputs, Layout.PACKED, Output.MATRIX, true);
      } else {
        multiplyBlocks(scratch, panel);
        for (int i = from; i < to; i++) {
          long row = dh.rowOffset(i) + ((long) first << 2);
          MemorySegment.copy(
              scratch.tiles, (i - from) * width, dh.segment(), Matrix.FLOAT, row, width);
        }
      }
    }
  }

  /** A panel of dZ · Wᵀ in {@code scratch.tiles}, for more outputs than a tile takes at a time. */
  private void multiplyBlocks(Scratch scratch, int panel) {
    int block = scratch.gradient.block();
    for (int q = 0; q < outputs; q += block) {
      scratch.a.index = scratch.gradient.index(0, q);
      scratch.b.offset = transposed.offset(panel, q);
      scratch.c.index = 0;
      int k = Math.min(block, outputs - q);
      scratch.multiplyRows(transposed.panels.width(panel), k, Layout.PACKED, Output.BUFFER, q == 0);
    }
  }

  /**
   * Gradient and update of rows {@code from} to {@code to} of the weights: {@code dW = Xᵀ · dZ},
   * which never goes to memory, then L2 and SGD.
   *
   * @param x the layer's inputs, from {@code column} on
   * @param n rows of the batch
   */
  void update(Scratch scratch, PackedRows x, int column, int n, int from, int to) {
    if (regularized) {
      squares.add(from, to);
    }
    int end;
    for (int row = from; row < to; row = end) {
      end = Math.min(row + x.block() - (column + row) % x.block(), to);
      updateFull(scratch, x, column, n, row, end);
      if (tail > 0) {
        updateTail(scratch, x, column, n, row, end);
      }
    }
    transpose(scratch.transposition, from, to);
  }

  private void updateFull(Scratch scratch, PackedRows x, int column, int n, int from, int to) {
    int columns = tail > 0 ? tailStart() : bias.length;
    scratch.rows.divideRows(to - from, Tile.MR_TRANSPOSED);
    scratch.a.array = x.values;
    scratch.b.segment = gradient.segment;
    scratch.c.array = scratch.tiles;
    for (int panel = 0; panel < panels(); panel++) {
      int start = weights.panels.start(panel);
      int width = Math.min(weights.panels.width(panel), columns - start);
      if (width > 0) {
        scratch.a.index = x.index(0, column + from);
        scratch.b.offset = gradient.offset(panel, 0);
        scratch.b.stride = gradient.stride(panel);
        scratch.c.index = 0;
        scratch.multiplyRows(width, n, Layout.PACKED_TRANSPOSED, Output.BUFFER, true);
        descend(scratch.tiles, width, panel, 0, from, to - from);
      }
    }
  }

  /**
   * The last columns, transposed: {@code dWᵀ = dZᵀ · X}, whose vectors are full. The terms of each
   * sum and their order are the same.
   */
  private void updateTail(Scratch scratch, PackedRows x, int column, int n, int from, int to) {
    int panel = panels() - 1;
    scratch.rows.divideColumns(to - from, tailWidth / L);
    scratch.a.array = tailGradient;
    scratch.a.index = 0;
    scratch.b.array = x.values;
    scratch.c.array = scratch.tiles;
    scratch.c.index = 0;
    for (int t = 0; t < scratch.rows.count(); t++) {
      int d = from + scratch.rows.start(t);
      int width = scratch.rows.width(t);
      int valid = scratch.rows.valid(t);
      scratch.b.index = x.index(0, column + d);
      scratch.multiply(tail, width, n, Layout.TURNED, Output.BUFFER, true);
      float[] dw = scratch.turn(tail, width, valid);
      descend(dw, L, panel, tailStart() - weights.panels.start(panel), d, valid);
    }
  }

  private void descend(float[] dw, int columns, int panel, int first, int row, int rows) {
    long at = weights.offset(panel, row) + ((long) first << 2);
    int column = weights.panels.start(panel) + first;
    descent.update(weights.segment, at, weights.stride(panel), column, dw, columns, rows);
  }

  /** Copies rows {@code from}, a multiple of a panel's width, to {@code to} to the transpose. */
  private void transpose(Transposition transposition, int from, int to) {
    if (transposed.panels.count() == 0) {
      return;
    }
    for (int row = from; row < to; row += L) {
      int target = row / transposed.panels.width(0);
      long within = (long) (row - transposed.panels.start(target)) << 2;
      int count = Math.min(L, to - row);
      for (int panel = 0; panel < panels(); panel++) {
        for (int v = 0; v < weights.panels.width(panel); v += L) {
          transposition.square(
              weights.segment,
              weights.offset(panel, row) + ((long) v << 2),
              weights.stride(panel),
              count,
              transposed.segment,
              transposed.offset(target, weights.panels.start(panel) + v) + within,
              transposed.stride(target));
        }
      }
    }
  }

  /** Copies all weights to the transpose. */
  void transpose(Transposition transposition) {
    transpose(transposition, 0, inputs);
  }

  /** Gradient and update of the bias. */
  void updateBias(int n) {
    for (int panel = 0; panel < panels(); panel++) {
      for (int v = 0; v < weights.panels.width(panel); v += L) {
        int j = weights.panels.start(panel) + v;
        long offset = gradient.offset(panel, 0) + ((long) v << 2);
        Sums.descend(bias, steps, j, gradient.segment, offset, gradient.stride(panel), n);
      }
    }
  }

  /** Sum of squares of the weights of some columns, as they were before the last update. */
  double sumOfSquares(int from, int to) {
    return squares.sum(from, to);
  }
}
