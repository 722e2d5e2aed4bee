package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.FusedStep;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetStack;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.parallel.Parallel.Piece;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The fused step in two parallel parts, each with a wait at its end: from bytes to gradients by
 * rows of the batch, then all updates by rows of the weights. docs/training-step follows a batch.
 */
final class FusedNets implements FusedStep {

  // Rows of a batch that one thread takes at a time.
  private static final int MOST_ROWS = 64;

  // Columns of X in a block, and rows of W1 updated at a time. Multiples of 64, the rows of a block
  // of the L2 sum, and of 12, the rows of a tile.
  private static final int X_BLOCK = 384;
  private static final int UPDATED_ROWS = 192;

  // Beyond, a net trains by the plain operations: 256 MiB on the heap, pieces of an update.
  private static final int MOST_FLOATS = 1 << 26;
  private static final int MOST_PIECES = 60_000;

  private static final Matrix NO_VALUES = Matrix.of(MemorySegment.NULL, 1, 0, 0);
  private static final Labels NO_LABELS = Labels.of(MemorySegment.NULL, 0);
  private static final Rows NO_ROWS =
      Rows.all(Strip.NONE, new Normalization(Normalization.Kind.NONE, NO_VALUES, NO_VALUES));

  private final NetStack nets;
  private final Parallel parallel;
  private final int scoredRows; // of a piece, as in training, so that tiles are the same
  private final HiddenLayer hidden;
  private final OutputLayer[] outputs;
  private final PackedRows x; // (largest N, D)
  private final PackedRows h; // (largest N, ΣH)
  private final Matrix dz; // (largest N, ΣH padded), gradient before the activation
  private final AtomicReferenceArray<StepThread> rooms; // that nobody uses, else null
  private final Piece gradients = (from, to) -> differentiate(from);
  private final Piece updates = (from, to) -> update(from);

  private final Pass[] passes = {
    this::forward, this::activate, this::scores, this::losses, this::backward, this::mask
  };
  private final Pass[] updatePasses = {this::updateBiases, this::updateOutput, this::updateHidden};

  // The step in work.
  private Rows batch = NO_ROWS;
  private Labels labels = NO_LABELS;
  private int pieces;

  /**
   * A part of what is done to some rows of a batch, or of the weights. Each is an object of its
   * own, so that C2 compiles it by itself: in one large method it leaves vector operations as
   * calls.
   */
  @FunctionalInterface
  private interface Pass {
    void run(StepThread room, int from, int to);
  }

  FusedNets(NetStack nets, int largestBatch, Parallel parallel, Workspace workspace) {
    this.nets = nets;
    this.parallel = parallel;
    this.scoredRows = Math.ceilDiv(largestBatch, pieces(largestBatch, parallel.threads()));
    this.hidden = new HiddenLayer(nets, largestBatch, workspace);
    this.outputs = new OutputLayer[nets.outputs().size()];
    int column = 0;
    for (int i = 0; i < outputs.length; i++) {
      NetStack.Output output = nets.outputs().get(i);
      outputs[i] = new OutputLayer(output, column, largestBatch, workspace);
      column += output.w2().rows();
    }
    this.x = new PackedRows(largestBatch, nets.inputs(), X_BLOCK);
    this.h = new PackedRows(largestBatch, nets.hidden(), Tile.KC);
    this.dz = workspace.matrix(largestBatch, oddLines(nets.hidden()));
    this.rooms = new AtomicReferenceArray<>(parallel.threads());
  }

  /** Whether what is packed takes at most a quarter of the heap, and nothing is empty. */
  static boolean fits(int inputs, int hidden, int classes, int largestBatch, int threads) {
    long rows = largestBatch + (long) threads * MOST_ROWS;
    long floats =
        PackedRows.floats(1, inputs, X_BLOCK) * rows
            + PackedRows.floats(1, hidden, Tile.KC) * rows
            + (long) threads * MOST_ROWS * (hidden + (long) classes)
            + 2L * Math.ceilDiv(inputs, Kernels.L2_BLOCK_ROWS) * hidden;
    boolean narrow = (long) hidden * MOST_ROWS <= MOST_FLOATS;
    boolean small =
        floats <= MOST_FLOATS && floats <= Runtime.getRuntime().maxMemory() / 4 / Float.BYTES;
    boolean shallow = inputs / UPDATED_ROWS < MOST_PIECES;
    return largestBatch > 0 && small && narrow && shallow && classes <= Tile.KC;
  }

  /**
   * Columns of dz: room for a vector that begins at the last of them, and an odd number of cache
   * lines, so that the rows of a panel lie in all sets.
   */
  private static int oddLines(int columns) {
    return (Math.ceilDiv(columns + Lanes.COUNT, 16) | 1) * 16;
  }

  @Override
  public void load() {
    hidden.load();
    for (OutputLayer output : outputs) {
      output.load();
    }
  }

  @Override
  public void store() {
    hidden.store();
    for (OutputLayer output : outputs) {
      output.store();
    }
  }

  @Override
  public void train(double[] losses, Rows batch, Labels labels, double[] learningRates) {
    this.batch = batch;
    this.labels = labels;
    for (int i = 0; i < learningRates.length; i++) {
      OutputLayer output = outputs[i];
      output.setLearningRate((float) learningRates[i]);
      hidden.setLearningRate(output.firstHidden(), output.lastHidden(), (float) learningRates[i]);
    }
    pieces = pieces(batch.count(), parallel.threads());
    parallel.forEachOne(pieces, gradients);
    parallel.forEachOne(1 + outputs.length + updatePieces(), updates);
    for (int i = 0; i < losses.length; i++) {
      OutputLayer output = outputs[i];
      double squares =
          output.regularized() ? hidden.sumOfSquares(output.firstHidden(), output.lastHidden()) : 0;
      losses[i] = output.loss(labels, squares);
    }
  }

  /** As few as possible of at most {@link #MOST_ROWS}, but equally many for each thread. */
  private static int pieces(int rows, int threads) {
    return Math.min(rows, Math.ceilDiv(rows, threads * MOST_ROWS) * threads);
  }

  private int updatePieces() {
    return Math.ceilDiv(nets.inputs(), UPDATED_ROWS);
  }

  private int boundary(int piece) {
    return (int) ((long) batch.count() * piece / pieces);
  }

  /** A room that nobody uses, or a new one; {@link #giveBack} afterwards. */
  private StepThread borrow() {
    for (int i = 0; i < rooms.length(); i++) {
      StepThread room = rooms.getAndSet(i, null);
      if (room != null) {
        return room;
      }
    }
    PackedRows inputs = new PackedRows(MOST_ROWS, nets.inputs(), X_BLOCK);
    return new StepThread(MOST_ROWS, inputs, nets.hidden(), nets.classes());
  }

  private void giveBack(StepThread room) {
    for (int i = 0; i < rooms.length(); i++) {
      if (rooms.compareAndSet(i, null, room)) {
        return;
      }
    }
  }

  /** From the bytes of some rows to their gradient before the activation. */
  private void differentiate(int piece) {
    int from = boundary(piece);
    int to = boundary(piece + 1);
    StepThread room = borrow();
    room.rows.divideRows(to - from, Tile.MR);
    for (Pass pass : passes) {
      pass.run(room, from, to);
    }
    giveBack(room);
  }

  private void forward(StepThread room, int from, int to) {
    forward(room, x, from, batch, from, to);
  }

  private void activate(StepThread room, int from, int to) {
    hidden.activate(room, h, from);
  }

  private void scores(StepThread room, int from, int to) {
    for (OutputLayer output : outputs) {
      output.scores(room, h, from);
    }
  }

  private void losses(StepThread room, int from, int to) {
    for (OutputLayer output : outputs) {
      output.differentiateScores(room, labels, from, to);
    }
  }

  private void backward(StepThread room, int from, int to) {
    for (OutputLayer output : outputs) {
      output.differentiate(room, dz, from, to);
    }
  }

  private void mask(StepThread room, int from, int to) {
    hidden.differentiate(dz, h, from, to);
  }

  private void forward(StepThread room, PackedRows x, int at, Rows batch, int from, int to) {
    for (int p = 0; p < nets.inputs(); p += X_BLOCK) {
      int end = Math.min(p + X_BLOCK, nets.inputs());
      Gather.rows(x, at, batch, from, to, p, end);
      hidden.addProducts(room, x, at, p, end - p);
    }
  }

  /** Biases first, then the output layers, then the rows of W1. */
  private void update(int piece) {
    StepThread room = borrow();
    int rest = piece - 1 - outputs.length;
    if (piece == 0) {
      updatePasses[0].run(room, 0, 0);
    } else if (rest < 0) {
      updatePasses[1].run(room, piece - 1, piece);
    } else {
      // Those used last by the forward pass first: they may still be in the cache.
      int from = (updatePieces() - 1 - rest) * UPDATED_ROWS;
      updatePasses[2].run(room, from, Math.min(from + UPDATED_ROWS, nets.inputs()));
    }
    giveBack(room);
  }

  private void updateBiases(StepThread room, int from, int to) {
    hidden.updateBias(dz, batch.count());
    for (OutputLayer output : outputs) {
      output.updateBias(batch.count());
    }
  }

  private void updateOutput(StepThread room, int from, int to) {
    outputs[from].update(room, h, batch.count());
  }

  private void updateHidden(StepThread room, int from, int to) {
    hidden.update(room, x, dz, batch.count(), from, to);
  }

  @Override
  public void scores(List<Matrix> scores, Rows batch) {
    int rows = batch.count();
    parallel.forEachOne(
        Math.ceilDiv(rows, scoredRows),
        (piece, next) -> {
          int from = piece * scoredRows;
          scores(scores, batch, from, Math.min(from + scoredRows, rows));
        });
  }

  private void scores(List<Matrix> scores, Rows batch, int from, int to) {
    StepThread room = borrow();
    room.rows.divideRows(to - from, Tile.MR);
    forward(room, room.x, 0, batch, from, to);
    hidden.activate(room, room.h, 0);
    for (int i = 0; i < outputs.length; i++) {
      outputs[i].scores(room, room.h, 0, room.scores, 0);
      Matrix out = scores.get(i);
      for (int r = from; r < to; r++) {
        int at = (r - from) * Lanes.padded(out.columns());
        MemorySegment.copy(
            room.scores, at, out.segment(), Matrix.FLOAT, out.rowOffset(r), out.columns());
      }
    }
    giveBack(room);
  }
}
