package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.NetArray;
import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.kernels.vector.MicroKernelShape.Output;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * An affine layer with its activation: the wide layer that holds the first layers of all nets, or a
 * later layer of one net. Its weights stay packed in panels between steps, so that forward reads
 * and update writes memory in order. A later layer also keeps them transposed, for the gradient of
 * its inputs.
 */
final class DenseLayer {

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
  private final float[] bias; // (outputs padded,)
  private final LayerUpdate update;

  private DenseLayer(
      int inputs,
      int outputs,
      ActivationStrip[] strips,
      List<OptimizerState.Rule> rules,
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
    OptimizerState state = new OptimizerState(weights, inputs + GAP, outputs, rules, workspace);
    update = new LayerUpdate(inputs, outputs, weights, transposed, gradient, state, largestBatch);
  }

  /** The wide layer that holds the first layers of all nets: strips and rules by vectors. */
  static DenseLayer first(
      int inputs,
      int outputs,
      ActivationStrip[] strips,
      List<OptimizerState.Rule> rules,
      int largestBatch,
      Workspace workspace) {
    return new DenseLayer(inputs, outputs, strips, rules, true, largestBatch, workspace);
  }

  /** A later layer of one net. */
  static DenseLayer later(
      int inputs,
      int outputs,
      ActivationStrip strip,
      OptimizerState.Rule rule,
      int largestBatch,
      Workspace workspace) {
    int vectors = Lanes.padded(outputs) / L;
    ActivationStrip[] strips = new ActivationStrip[vectors];
    Arrays.fill(strips, strip);
    return new DenseLayer(
        inputs,
        outputs,
        strips,
        Collections.nCopies(vectors, rule),
        false,
        largestBatch,
        workspace);
  }

  /** Inputs, rows of the weights. */
  int inputs() {
    return inputs;
  }

  /** Outputs, columns of the weights. */
  int outputs() {
    return outputs;
  }

  /** Its gradients and updates. */
  LayerUpdate update() {
    return update;
  }

  /** Number of panels of columns. */
  int panels() {
    return weights.panels.count();
  }

  /** Takes over the parameters and slots of the columns from {@code first} on. */
  void load(NetArray.Layer layer, List<NetArray.Layer> slots, int first) {
    update.state().load(layer.bias(), slots, first);
    weights.load(layer.weights(), first);
    int end = first + layer.bias().columns();
    MemorySegment.copy(layer.bias().segment(), Matrix.FLOAT, 0, bias, first, end - first);
    Arrays.fill(bias, end, Lanes.padded(end), 0);
  }

  /** Sets the bias of the padding, and with it what its outputs are. */
  void padBias(float value) {
    Arrays.fill(bias, outputs, bias.length, value);
  }

  /** Writes the parameters and slots of the columns from {@code first} on back. Modified: both. */
  void store(NetArray.Layer layer, List<NetArray.Layer> slots, int first) {
    update.state().store(slots, first);
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
   * Adds these products to all tiles of the scratch's rows. The columns of X are in one block.
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
   * The products of a later layer: {@code sums = H[:, column:] · W}.
   *
   * @param scratch its rows divided
   * @param h the inputs, from row {@code at} and {@code column} on
   * @param sums of the rows, tile after tile, from {@code firstSum} on. Modified.
   */
  void multiply(Scratch scratch, PackedRows h, int at, int column, float[] sums, int firstSum) {
    int end;
    for (int from = 0; from < inputs; from = end) {
      end = Math.min(from + h.block() - (column + from) % h.block(), inputs);
      for (int panel = 0; panel < panels(); panel++) {
        addProducts(scratch, h, at, column, panel, from, end, sums, firstSum);
      }
    }
  }

  /**
   * Bias and activation.
   *
   * @param scratch its rows divided
   * @param sums products of these rows, tile after tile from {@code firstSum} on
   * @param h gets the outputs from row {@code at} on. Modified.
   */
  void activate(Scratch scratch, float[] sums, int firstSum, PackedRows h, int at) {
    for (int panel = 0; panel < panels(); panel++) {
      int to = h.index(at, weights.panels.start(panel));
      activate(scratch, panel, sums, firstSum, h.values, to, MicroKernel.STRIDE);
    }
  }

  /** The same for scores: rows one after the other, padded, from index {@code to} on. */
  void activate(Scratch scratch, float[] sums, int firstSum, float[] scores, int to) {
    for (int panel = 0; panel < panels(); panel++) {
      int first = to + weights.panels.start(panel);
      activate(scratch, panel, sums, firstSum, scores, first, bias.length);
    }
  }

  private void activate(
      Scratch scratch, int panel, float[] sums, int firstSum, float[] out, int to, int stride) {
    ActivationRows operands = scratch.activation;
    int rows = scratch.rows.size();
    operands.out = out;
    operands.outStride = stride;
    int end;
    for (int v = 0; v < weights.panels.width(panel); v = end) {
      end = endOfStrip(panel, v);
      setInput(operands, panel, v, rows, sums, firstSum);
      operands.outIndex = to + v;
      strips[(weights.panels.start(panel) + v) / L].forward(operands, rows, end - v);
    }
  }

  /** Sets what the activation of some columns of a panel reads, from column {@code v} on. */
  private void setInput(
      ActivationRows operands, int panel, int v, int rows, float[] sums, int firstSum) {
    int start = weights.panels.start(panel);
    operands.z = sums;
    operands.zIndex = firstSum + rows * start + v;
    operands.zStride = weights.panels.width(panel);
    operands.bias = bias;
    operands.biasIndex = start + v;
  }

  /** The end, in a panel, of the columns that have the same activation as column {@code from}. */
  private int endOfStrip(int panel, int from) {
    int first = weights.panels.start(panel) / L;
    int end = from + L;
    while (end < weights.panels.width(panel)
        && strips[first + end / L].equals(strips[first + from / L])) {
      end += L;
    }
    return end;
  }

  /** Sets a row of the gradient of scores, padded to whole vectors. */
  void setGradient(int row, float[] values) {
    gradient.setRow(row, values);
    update.setTail(row, values);
  }

  /**
   * The gradient before the activation.
   *
   * @param scratch its rows divided
   * @param dh (N, outputs padded), gradient of the outputs
   * @param sums products of these rows, tile after tile from {@code firstSum} on; any other array
   *     where no activation reads its input
   * @param h the outputs
   * @param from first of the rows
   */
  void differentiate(
      Scratch scratch, Matrix dh, float[] sums, int firstSum, PackedRows h, int from) {
    ActivationRows operands = scratch.activation;
    int rows = scratch.rows.size();
    operands.out = h.values;
    operands.outStride = MicroKernel.STRIDE;
    operands.dout = dh.segment();
    operands.doutStride = dh.stride() << 2;
    operands.dz = gradient.segment;
    for (int panel = 0; panel < panels(); panel++) {
      int start = weights.panels.start(panel);
      operands.dzStride = gradient.stride(panel);
      int end;
      for (int v = 0; v < weights.panels.width(panel); v = end) {
        end = endOfStrip(panel, v);
        setInput(operands, panel, v, rows, sums, firstSum);
        operands.outIndex = h.index(from, start + v);
        operands.doutOffset = dh.rowOffset(from) + ((long) (start + v) << 2);
        operands.dzOffset = gradient.offset(panel, from) + ((long) v << 2);
        strips[(start + v) / L].backward(operands, rows, end - v);
      }
    }
    update.copyTail(from, from + rows);
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

  /** Moves the biases that waited for the norm. */
  void updateClippedBias(Scratch scratch) {
    update.clippedBias(scratch, bias);
  }

  /** Gradient and update of the bias after a batch of {@code n} rows. */
  void updateBias(Scratch scratch, int n) {
    update.bias(scratch, bias, n);
  }
}
