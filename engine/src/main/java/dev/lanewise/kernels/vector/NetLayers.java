package dev.lanewise.kernels.vector;

import dev.lanewise.activation.Dropout;
import dev.lanewise.activation.Identity;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.ClipNorm;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One net of an array: its columns of the wide first layer, its own layers behind that, and its
 * loss. A linear net has no layers behind the first; its columns are the scores.
 */
final class NetLayers {

  private final NetArray.Member net;
  private final int member; // index in the array
  private final DenseLayer wide;
  private final int first; // column of the wide layer
  private final int end;
  private final DenseLayer[] later; // behind the first
  private final PackedRows[] outputs; // of each of them but the last
  private final DroppedRows[] dropped; // outputs of each hidden layer; empty without dropout
  private final float[][] products; // of each of them whose activation reads them; else empty
  private final LossRows rows;
  private final float[] factors; // of the step, for weights
  private final float[] biasFactors; // of the step, for biases

  /** The net whose columns of {@code wide} begin with {@code first}. */
  NetLayers(
      NetArray.Member net,
      int member,
      DenseLayer wide,
      int first,
      int largestBatch,
      Workspace workspace) {
    this.net = net;
    this.member = member;
    this.wide = wide;
    this.first = first;
    this.end = first + net.layers().getFirst().weights().columns();
    this.later = new DenseLayer[net.layers().size() - 1];
    this.outputs = new PackedRows[Math.max(0, later.length - 1)];
    this.products = new float[outputs.length][];
    this.dropped = new DroppedRows[net.dropout() == 0 ? 0 : later.length];
    for (int i = 0; i < dropped.length; i++) {
      int units = net.layers().get(i).weights().columns();
      Dropout dropout = new Dropout(net.dropout(), net.seed(), i);
      dropped[i] = new DroppedRows(dropout, units, largestBatch);
    }
    this.rows = new LossRows(net.loss(), net.classWeights(), largestBatch, net.classes());
    this.factors = new float[net.optimizer().factors()];
    this.biasFactors = new float[factors.length];
    if (net.reg() != 0) {
      wide.update().regularize();
    }
    for (int i = 0; i < later.length; i++) {
      Matrix weights = net.layers().get(i + 1).weights();
      boolean scores = i + 1 == later.length;
      ActivationStrip strip = ActivationStrip.of(scores ? new Identity() : net.activation());
      later[i] =
          DenseLayer.later(
              weights.rows(),
              weights.columns(),
              strip,
              OptimizerState.Rule.of(net),
              largestBatch,
              workspace);
      if (net.reg() != 0) {
        later[i].update().regularize();
      }
      if (!scores) {
        outputs[i] = new PackedRows(largestBatch, weights.columns(), MicroKernel.KC);
        int padded = net.activation().readsInput() ? Lanes.padded(weights.columns()) : 0;
        products[i] = new float[largestBatch * padded];
      }
    }
  }

  /** The net's index in the array. */
  int member() {
    return member;
  }

  /** Layers behind the first. */
  int later() {
    return later.length;
  }

  /** Rows of the weights of one of them. */
  int inputs(int layer) {
    return later[layer].inputs();
  }

  void load(Transposition transposition) {
    wide.load(net.layers().getFirst(), slots(0), first);
    for (int i = 0; i < later.length; i++) {
      later[i].load(net.layers().get(i + 1), slots(i + 1), 0);
      later[i].update().transpose(transposition);
    }
    if (later.length > 0) {
      later[later.length - 1].padBias(Float.NEGATIVE_INFINITY);
    }
  }

  void store() {
    wide.store(net.layers().getFirst(), slots(0), first);
    for (int i = 0; i < later.length; i++) {
      later[i].store(net.layers().get(i + 1), slots(i + 1), 0);
    }
  }

  /** What the optimizer keeps of one layer. */
  private List<NetArray.Layer> slots(int layer) {
    return net.slots().stream().map(slot -> slot.get(layer)).toList();
  }

  /** Sets the constants of a step; {@code number} counts the steps of the run from 1. */
  void begin(Labels labels, double learningRate, long number) {
    rows.begin(labels);
    double reg = net.clips() ? 0 : net.reg(); // clipped gradients have L2
    net.optimizer().setFactors(factors, learningRate, reg, true, number);
    net.optimizer().setFactors(biasFactors, learningRate, 0, false, number);
    wide.update().state().setFactors(first, end, factors, biasFactors);
    for (int i = 0; i < later.length; i++) {
      later[i].update().state().setFactors(0, later[i].outputs(), factors, biasFactors);
    }
    wide.update().state().setReg(first, end, (float) net.reg());
    for (DenseLayer layer : later) {
      layer.update().state().setReg(0, layer.outputs(), (float) net.reg());
    }
  }

  /**
   * From the outputs of the first layer to the scores, which are kept for their loss.
   *
   * @param scratch its rows divided
   * @param h outputs of the wide layer
   * @param step number of the step in the run, from 1
   */
  void forward(Scratch scratch, PackedRows h, int from, long step) {
    int to = from + scratch.rows.size();
    for (int i = 0; i < later.length; i++) {
      if (dropped.length > 0) {
        PackedRows own = i == 0 ? h : outputs[i - 1];
        dropped[i].drop(scratch, own, i == 0 ? first : 0, from, to, step);
      }
      float[] sums = sums(scratch, i);
      int firstSum = firstSum(i, from);
      later[i].multiply(scratch, inputsOf(i, h), from, inputColumn(i), sums, firstSum);
      if (i < outputs.length) {
        later[i].activate(scratch, sums, firstSum, outputs[i], from);
      } else {
        later[i].activate(scratch, sums, firstSum, rows.scores(), rows.index(from));
      }
    }
    if (later.length == 0) {
      copyScores(h, from, scratch.rows.size(), rows.scores(), rows.index(from));
    }
  }

  /** The inputs of a layer behind the first. */
  private PackedRows inputsOf(int layer, PackedRows h) {
    if (dropped.length > 0) {
      return dropped[layer].values();
    }
    return layer == 0 ? h : outputs[layer - 1];
  }

  /** The column of {@link #inputsOf} at which they begin. */
  private int inputColumn(int layer) {
    return layer == 0 && dropped.length == 0 ? first : 0;
  }

  /** Where the products of a layer behind the first are: kept until its gradient, or not. */
  private float[] sums(Scratch scratch, int layer) {
    return keepsProducts(layer) ? products[layer] : scratch.sums;
  }

  /** The index of the products of row {@code from} in {@link #sums}. */
  private int firstSum(int layer, int from) {
    return keepsProducts(layer) ? from * Lanes.padded(later[layer].outputs()) : 0;
  }

  private boolean keepsProducts(int layer) {
    return layer < products.length && products[layer].length > 0;
  }

  /** Scores of a linear net. Modified: scores, padded rows from index {@code to} on. */
  private void copyScores(PackedRows h, int from, int count, float[] scores, int to) {
    int padded = Lanes.padded(net.classes());
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < net.classes(); j++) {
        scores[to + i * padded + j] = h.values[h.index(from + i, first + j)];
      }
    }
  }

  /**
   * Loss and gradient of the scores of rows {@code from} to {@code to}.
   *
   * @param dh gets the gradient of a linear net's scores. Modified.
   */
  void losses(Scratch scratch, Labels labels, Matrix dh, int from, int to) {
    float[] gradient = scratch.scoreGradient;
    for (int i = from; i < to; i++) {
      rows.differentiate(i, labels.get(i), scratch);
      if (later.length > 0) {
        later[later.length - 1].setGradient(i, gradient);
      } else {
        long row = dh.rowOffset(i) + ((long) first << 2);
        MemorySegment.copy(gradient, 0, dh.segment(), Matrix.FLOAT, row, net.classes());
      }
    }
  }

  /**
   * From the gradient of the scores to that of the first layer's outputs.
   *
   * @param scratch its rows divided
   * @param dh gets the latter in the net's columns. Modified, in the next columns too.
   * @param between gradients of later layers' outputs. Modified.
   */
  void backward(Scratch scratch, Matrix dh, Matrix between, int from, int to) {
    for (int i = later.length - 1; i > 0; i--) {
      later[i].differentiateInputs(scratch, between, 0, from, to);
      if (dropped.length > 0) {
        dropped[i].differentiate(between, 0, from, to, scratch.row);
      }
      later[i - 1].differentiate(
          scratch, between, sums(scratch, i - 1), firstSum(i - 1, from), outputs[i - 1], from);
    }
    if (later.length > 0) {
      later[0].differentiateInputs(scratch, dh, first, from, to);
      if (dropped.length > 0) {
        dropped[0].differentiate(dh, first, from, to, scratch.row);
      }
    }
  }

  /**
   * Gradient and update of some rows of the weights of a layer behind the first.
   *
   * @param h outputs of the wide layer
   * @param n rows of the batch
   */
  void update(Scratch scratch, PackedRows h, int n, int layer, int from, int to) {
    later[layer].update().weights(scratch, inputsOf(layer, h), inputColumn(layer), n, from, to);
  }

  /** Gradient and update of the biases of all layers behind the first. */
  void updateBiases(Scratch scratch, int n) {
    for (int i = 0; i < later.length; i++) {
      later[i].updateBias(scratch, n);
    }
  }

  /** Whether the parameters wait for the norm of their gradient. */
  boolean clips() {
    return net.clips();
  }

  /** Sets by what the gradients that wait are multiplied, once all are known. */
  void clip() {
    if (!net.clips()) {
      return;
    }
    double squares = wide.update().addGradientSquares(0, first, end);
    for (DenseLayer layer : later) {
      squares = layer.update().addGradientSquares(squares, 0, layer.outputs());
    }
    float scale = ClipNorm.scale(net.clipNorm(), squares);
    wide.update().state().setScale(first, end, scale);
    for (DenseLayer layer : later) {
      layer.update().state().setScale(0, layer.outputs(), scale);
    }
  }

  /** Moves rows of the weights of a layer behind the first that waited. */
  void updateClipped(Scratch scratch, int layer, int from, int to) {
    if (net.clips()) {
      later[layer].update().clippedWeights(scratch, from, to);
    }
  }

  /** Moves the biases of all layers behind the first that waited. */
  void updateClippedBiases(Scratch scratch) {
    for (DenseLayer layer : later) {
      layer.updateClippedBias(scratch);
    }
  }

  /** The loss of the last batch, L2 included. */
  double loss(Labels labels) {
    double squares = 0;
    if (net.reg() != 0) {
      squares += wide.update().sumOfSquares(first, end);
      for (int i = 0; i < later.length; i++) {
        squares += later[i].update().sumOfSquares(0, later[i].outputs());
      }
    }
    return rows.mean(labels.size()) + 0.5 * net.reg() * squares;
  }

  /**
   * The scores of some rows.
   *
   * @param scratch its rows divided, and {@code h} the outputs of the wide layer for them
   * @param out gets them from row {@code from} on. Modified.
   */
  void scores(Scratch scratch, Matrix out, int from) {
    int count = scratch.rows.size();
    PackedRows in = scratch.h;
    int column = first;
    for (int i = 0; i < later.length; i++) {
      later[i].multiply(scratch, in, 0, column, scratch.sums, 0);
      if (i < outputs.length) {
        PackedRows to = scratch.outputs[i % 2];
        later[i].activate(scratch, scratch.sums, 0, to, 0);
        in = to;
        column = 0;
      } else {
        later[i].activate(scratch, scratch.sums, 0, scratch.scores, 0);
      }
    }
    if (later.length == 0) {
      copyScores(scratch.h, 0, count, scratch.scores, 0);
    }
    int padded = Lanes.padded(out.columns());
    for (int r = 0; r < count; r++) {
      long row = out.rowOffset(from + r);
      MemorySegment.copy(
          scratch.scores, r * padded, out.segment(), Matrix.FLOAT, row, out.columns());
    }
  }
}
