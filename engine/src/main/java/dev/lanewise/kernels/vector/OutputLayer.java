package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetStack;
import dev.lanewise.kernels.vector.TileShape.Layout;
import dev.lanewise.kernels.vector.TileShape.Output;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** The output layer of one net of a stack, and its loss. */
final class OutputLayer {

  private static final int L = Lanes.COUNT;

  private final NetStack.Output net;
  private final int firstHidden; // column of the stack's hidden units
  private final int hidden; // H
  private final int classes; // C
  private final Matrix weights; // (H, C padded)
  private final Matrix valid; // (H, C), the weights without padding
  private final Matrix transposed; // (C, H padded), the same weights
  private final float[] bias; // (C padded,), negative infinity in the padding
  private final float[] steps; // (C padded,), -learningRate
  private final Panels classPanels = new Panels();
  private final Panels hiddenPanels = new Panels();
  private final ScoreRows scores;
  private final double[] squares; // (C,)
  private double sumOfSquares;

  OutputLayer(NetStack.Output net, int firstHidden, int largestBatch, Workspace workspace) {
    this.net = net;
    this.firstHidden = firstHidden;
    this.hidden = net.w2().rows();
    this.classes = net.w2().columns();
    this.weights = workspace.matrix(hidden, Lanes.padded(classes));
    this.valid = weights.columnSlice(0, classes);
    this.transposed = workspace.matrix(classes, Lanes.padded(hidden));
    this.bias = new float[Lanes.padded(classes)];
    this.steps = new float[bias.length];
    this.scores = new ScoreRows(largestBatch, classes, workspace);
    this.squares = new double[classes];
    classPanels.divideColumns(classes, Tile.vectors(Tile.MR));
    hiddenPanels.divideColumns(hidden, Tile.vectors(Tile.MR));
  }

  /** First of its columns of the stack's hidden units. */
  int firstHidden() {
    return firstHidden;
  }

  /** Column behind the last of its hidden units. */
  int lastHidden() {
    return firstHidden + hidden;
  }

  void load() {
    for (int h = 0; h < hidden; h++) {
      for (int j = 0; j < classes; j++) {
        float w = Elementwise.get(net.w2(), net.w2().rowOffset(h) + ((long) j << 2));
        Elementwise.set(weights, weights.rowOffset(h) + ((long) j << 2), w);
        Elementwise.set(transposed, transposed.rowOffset(j) + ((long) h << 2), w);
      }
    }
    Arrays.fill(bias, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < classes; j++) {
      bias[j] = net.b2().get(0, j);
    }
  }

  void store() {
    net.w2().copyFrom(valid);
    for (int j = 0; j < classes; j++) {
      net.b2().set(0, j, bias[j]);
    }
  }

  void setLearningRate(float learningRate) {
    Arrays.fill(steps, -learningRate);
  }

  /**
   * The scores of some rows.
   *
   * @param thread its rows divided
   * @param h outputs of the stack's hidden layers from row {@code at} on
   * @param out gets the rows, padded, from index {@code to} on. Modified.
   */
  void scores(StepThread thread, PackedRows h, int at, float[] out, int to) {
    thread.a.array = h.values;
    thread.b.segment = weights.segment();
    thread.b.stride = weights.stride() << 2;
    thread.c.array = thread.tiles;
    for (int panel = 0; panel < classPanels.count(); panel++) {
      int width = classPanels.width(panel);
      product(thread, h, at, panel);
      for (int v = 0; v < width; v += L) {
        int j = classPanels.start(panel) + v;
        FloatVector b = FloatVector.fromArray(FLOAT, bias, j);
        for (int r = 0; r < thread.rows.size(); r++) {
          FloatVector.fromArray(FLOAT, thread.tiles, r * width + v)
              .add(b)
              .intoArray(out, to + r * bias.length + j);
        }
      }
    }
  }

  /** A panel of h · W2: a product for each block of h that has some of the net's columns. */
  private void product(StepThread thread, PackedRows h, int at, int panel) {
    int depth;
    for (int q = firstHidden; q < lastHidden(); q += depth) {
      depth = Math.min(h.block() - q % h.block(), lastHidden() - q);
      thread.a.index = h.index(at, q);
      thread.b.offset = weights.rowOffset(q - firstHidden) + ((long) classPanels.start(panel) << 2);
      thread.c.index = 0;
      boolean fresh = q == firstHidden;
      int width = classPanels.width(panel);
      thread.multiplyRows(width, depth, Layout.PACKED, Output.BUFFER, fresh);
    }
  }

  /** Scores of rows {@code from} to {@code to} of a batch, kept for their loss. */
  void scores(StepThread thread, PackedRows h, int from) {
    scores(thread, h, from, scores.scores(), scores.index(from));
  }

  /** Loss and gradient of the scores of rows {@code from} to {@code to}. */
  void differentiateScores(StepThread thread, Labels labels, int from, int to) {
    for (int i = from; i < to; i++) {
      scores.differentiate(net.loss(), i, labels.get(i), labels.size(), thread);
    }
  }

  /**
   * The gradient of the hidden layer's outputs, rows {@code from} to {@code to}.
   *
   * @param thread its rows divided
   * @param dh gets the net's columns. Modified, in the next columns too.
   */
  void differentiate(StepThread thread, Matrix dh, int from, int to) {
    scores.packGradient(from, to, thread.scoreGradient);
    thread.a.array = thread.scoreGradient.values;
    thread.b.segment = transposed.segment();
    thread.b.stride = transposed.stride() << 2;
    thread.c.segment = dh.segment();
    thread.c.stride = dh.stride() << 2;
    for (int panel = 0; panel < hiddenPanels.count(); panel++) {
      int column = hiddenPanels.start(panel);
      thread.a.index = thread.scoreGradient.index(0, 0);
      thread.b.offset = (long) column << 2;
      thread.c.offset = dh.rowOffset(from) + ((long) (firstHidden + column) << 2);
      int width = hiddenPanels.width(panel);
      thread.multiplyRows(width, classes, Layout.PACKED, Output.MATRIX, true);
    }
  }

  /** Gradient and update of the weights after a batch of {@code n} rows. */
  void update(StepThread thread, PackedRows h, int n) {
    sumOfSquares = net.reg() == 0 ? 0 : sumSquares();
    thread.a.array = h.values;
    thread.b.segment = scores.gradient().segment();
    thread.b.stride = scores.gradient().stride() << 2;
    thread.c.array = thread.tiles;
    int depth;
    for (int q = firstHidden; q < lastHidden(); q += depth) {
      depth = Math.min(h.block() - q % h.block(), lastHidden() - q);
      thread.rows.divideRows(depth, Tile.MR_TRANSPOSED);
      for (int panel = 0; panel < classPanels.count(); panel++) {
        thread.a.index = h.index(0, q);
        thread.b.offset = (long) classPanels.start(panel) << 2;
        thread.c.index = 0;
        int width = classPanels.width(panel);
        thread.multiplyRows(width, n, Layout.PACKED_TRANSPOSED, Output.BUFFER, true);
        descend(thread.tiles, q - firstHidden, depth, panel);
        transpose(q - firstHidden, depth, panel);
      }
    }
  }

  /** L2 gradient and step of some rows of weights. */
  private void descend(float[] gradient, int row, int height, int panel) {
    FloatVector reg = FloatVector.broadcast(FLOAT, (float) net.reg());
    FloatVector step = FloatVector.fromArray(FLOAT, steps, 0); // the same in all lanes
    MemorySegment memory = Lanes.known(weights.segment());
    int width = classPanels.width(panel);
    for (int v = 0; v < width; v += L) {
      long at = weights.rowOffset(row) + ((long) (classPanels.start(panel) + v) << 2);
      for (int r = 0; r < height; r++) {
        FloatVector w = FloatVector.fromMemorySegment(FLOAT, memory, at, ORDER);
        FloatVector g = reg.fma(w, FloatVector.fromArray(FLOAT, gradient, r * width + v));
        step.fma(g, w).intoMemorySegment(memory, at, ORDER);
        at += weights.stride() << 2;
      }
    }
  }

  private void transpose(int row, int height, int panel) {
    int end = classPanels.start(panel) + classPanels.valid(panel);
    for (int r = row; r < row + height; r++) {
      for (int j = classPanels.start(panel); j < end; j++) {
        float w = Elementwise.get(weights, weights.rowOffset(r) + ((long) j << 2));
        Elementwise.set(transposed, transposed.rowOffset(j) + ((long) r << 2), w);
      }
    }
  }

  /** Gradient and update of the bias. */
  void updateBias(int n) {
    Matrix gradient = scores.gradient();
    for (int j = 0; j < bias.length; j += L) {
      long stride = gradient.stride() << 2;
      Sums.descend(bias, steps, j, gradient.segment(), (long) j << 2, stride, n);
    }
  }

  /** As {@link Kernels#sumOfSquares}. */
  private double sumSquares() {
    Sums.columnSquares(squares, valid, 0, classes);
    double sum = 0;
    for (double column : squares) {
      sum += column;
    }
    return sum;
  }

  /**
   * The net's loss of the last batch.
   *
   * @param hiddenSquares sum of squares of its hidden layer's weights, before the update
   */
  double loss(Labels labels, double hiddenSquares) {
    double squaresOfBoth = net.reg() == 0 ? 0 : hiddenSquares + sumOfSquares;
    return scores.loss(net.loss(), labels) + 0.5 * net.reg() * squaresOfBoth;
  }

  /** Whether the loss counts squares. */
  boolean regularized() {
    return net.reg() != 0;
  }
}
