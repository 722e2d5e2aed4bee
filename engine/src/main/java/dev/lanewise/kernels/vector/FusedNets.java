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
import dev.lanewise.parallel.Relay;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The fused step in two parallel parts, each with a wait at its end: from bytes to gradients by
 * rows of the batch, then all updates by rows of the weights. With two threads each owns half of
 * the inputs in both parts, so that neither X nor W1 goes from core to core. docs/training-step
 * follows a batch.
 */
final class FusedNets implements FusedStep {

  // Rows of a batch that a thread takes at a time: a group.
  private static final int MOST_ROWS = 64;

  // Half of X of a group shall fit the second-level cache beside a panel of W1.
  private static final int MOST_HALF_FLOATS = 1 << 17;

  private static final int HALVES = 2;

  // Beyond, one thread waits for the other so long that sharing rows is faster.
  private static final double MOST_OF_INPUTS = 0.6;

  private static final int LINES = 32; // ints: two cache lines

  // Columns of X in a block, and rows of W1 updated at a time. Multiples of 64, the rows of a block
  // of the L2 sum, and of 12, the rows of a tile.
  private static final int X_BLOCK = 384;
  static final int UPDATED_ROWS = 192;

  // Beyond, a net trains by the plain operations: 256 MiB on the heap.
  private static final int MOST_FLOATS = 1 << 26;

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
  private final Matrix dh; // (largest N, ΣH padded), gradient of the hidden layers' outputs
  private final AtomicReferenceArray<StepThread> rooms; // that nobody uses, else null
  private final float[] sums; // (largest N, ΣH padded), of each group tile after tile
  private final Panels tiles = new Panels(); // rows of the batch
  private final boolean halved; // two threads own half of the inputs each
  private final int middle; // where the second half begins; 0 if they are not halved
  private final Relay relay;
  private final AtomicIntegerArray next = new AtomicIntegerArray((HALVES + 1) * LINES);
  private final BoxWatch watch = new BoxWatch();
  private final Piece gradients = (from, to) -> differentiate(from);
  private final Piece updates = (from, to) -> update(from);

  private final Pass multiplyHalf = this::multiplyHalf;
  private final Pass multiply = this::multiply;
  private final Pass[] passes = {
    this::activate, this::scores, this::losses, this::backward, this::mask
  };
  private final Pass updateHidden = this::updateHidden;
  private final Pass updateBiases = this::updateBiases;
  private final Pass updateOutput = this::updateOutput;

  // The step in work.
  private Rows batch = NO_ROWS;
  private Labels labels = NO_LABELS;
  private int groups;

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
    this.scoredRows = Math.ceilDiv(largestBatch, Math.ceilDiv(largestBatch, MOST_ROWS));
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
    this.dh = workspace.matrix(largestBatch, oddLines(nets.hidden()));
    this.rooms = new AtomicReferenceArray<>(parallel.threads());
    this.sums = new float[largestBatch * paddedHidden()];
    this.middle = parallel.threads() == HALVES ? middle(nets.inputs()) : 0;
    this.halved = middle > 0;
    this.relay = new Relay(hidden.panels() * MOST_ROWS, halved ? largestBatch : 0);
  }

  private int paddedHidden() {
    return Lanes.padded(nets.hidden());
  }

  /** Where the second half of the inputs begins; 0 if halves would be too unequal. */
  private static int middle(int inputs) {
    int middle = Math.round(inputs / (float) (HALVES * UPDATED_ROWS)) * UPDATED_ROWS;
    return Math.max(middle, inputs - middle) <= MOST_OF_INPUTS * inputs ? middle : 0;
  }

  /** Whether what is packed takes at most a quarter of the heap, and nothing is empty. */
  static boolean fits(int inputs, int hidden, int classes, int largestBatch, int threads) {
    long rows = largestBatch + (long) threads * MOST_ROWS;
    long floats =
        PackedRows.floats(1, inputs, X_BLOCK) * rows
            + PackedRows.floats(1, hidden, Tile.KC) * rows
            + rows * (hidden + 2L * Lanes.COUNT)
            + Relay.bytes(largestBatch) / Float.BYTES
            + (long) threads * MOST_ROWS * classes
            + 2L * Math.ceilDiv(inputs, Kernels.L2_BLOCK_ROWS) * hidden;
    boolean narrow = (long) hidden * MOST_ROWS <= MOST_FLOATS;
    boolean small =
        floats <= MOST_FLOATS && floats <= Runtime.getRuntime().maxMemory() / 4 / Float.BYTES;
    boolean flat = (long) largestBatch * Lanes.padded(hidden) <= MOST_FLOATS;
    boolean empty = Math.min(Math.min(inputs, hidden), Math.min(classes, largestBatch)) == 0;
    return !empty && small && narrow && flat && classes <= Tile.KC;
  }

  /**
   * Columns of dh: room for a vector that begins at the last of them, and an odd number of cache
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
    long usedBefore = usedHeap();
    this.batch = batch;
    this.labels = labels;
    for (int i = 0; i < learningRates.length; i++) {
      OutputLayer output = outputs[i];
      output.setLearningRate((float) learningRates[i]);
      hidden.setLearningRate(output.firstHidden(), output.lastHidden(), (float) learningRates[i]);
    }
    tiles.divideRows(batch.count(), Tile.MR);
    groups = groups();
    relay.begin();
    parallel.forEachOne(halved ? HALVES + groups : groups, gradients);
    next.set(0, 0);
    next.set(LINES, middle);
    next.set(HALVES * LINES, 0);
    parallel.forEachOne(parallel.threads(), updates);
    for (int i = 0; i < losses.length; i++) {
      OutputLayer output = outputs[i];
      double squares =
          output.regularized() ? hidden.sumOfSquares(output.firstHidden(), output.lastHidden()) : 0;
      losses[i] = output.loss(labels, squares);
    }
    if (watch.sees(System.nanoTime() - Tile.youngest(), usedHeap() - usedBefore)) {
      Tile.renew();
    }
  }

  private static long usedHeap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /**
   * As few as possible of at most {@link #MOST_ROWS}, equally many for each thread; with halves of
   * whole tiles.
   */
  private int groups() {
    int rows = batch.count();
    if (!halved) {
      int threads = parallel.threads();
      return Math.min(rows, Math.ceilDiv(rows, threads * MOST_ROWS) * threads);
    }
    int half = Math.max(middle, nets.inputs() - middle);
    int most = Math.clamp(MOST_HALF_FLOATS / half, Tile.MR, MOST_ROWS);
    int few = Math.ceilDiv(tiles.count(), Math.max(1, most / tiles.width(0)));
    return Math.min(tiles.count(), Math.ceilDiv(few, HALVES) * HALVES);
  }

  private int firstRow(int group) {
    return halved
        ? tiles.start((int) ((long) tiles.count() * group / groups))
        : (int) ((long) batch.count() * group / groups);
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

  /** With halves, these are the first pieces: products of a half with the rows of all groups. */
  private void differentiate(int piece) {
    int group = halved ? piece - HALVES : piece;
    try {
      StepThread room = borrow();
      if (group < 0) {
        multiplyHalf(room, piece);
      } else {
        finish(room, group);
      }
      giveBack(room);
    } catch (Throwable e) {
      relay.abandon();
      throw e;
    }
  }

  private void multiplyHalf(StepThread room, int half) {
    for (int group = 0; group < groups; group++) {
      room.rows.divideRows(firstRow(group + 1) - firstRow(group), Tile.MR);
      multiplyHalf.run(room, group, half);
    }
  }

  private void multiplyHalf(StepThread room, int group, int half) {
    int at = firstRow(group);
    int last = firstRow(group + 1);
    int from = half == 0 ? 0 : middle;
    int to = half == 0 ? middle : nets.inputs();
    for (int p = from; p < to; p += Gather.TOUCHED_COLUMNS) {
      int end = Math.min(p + Gather.TOUCHED_COLUMNS, to);
      room.touched += Gather.touch(batch, at, last, p, end);
      Gather.rows(x, at, batch, at, last, p, end);
    }
    int part = 0;
    for (int panel = 0; panel < hidden.panels(); panel++) {
      for (int tile = 0; tile < room.rows.count(); tile++) {
        if (half > 0) {
          relay.await(half - 1, group, part);
        }
        hidden.addProducts(room, x, at, panel, tile, from, to, sums, at * paddedHidden());
        relay.handOver(half, group, part++);
      }
    }
  }

  /** From the sums of a group, or from its bytes, to its gradient before the activation. */
  private void finish(StepThread room, int group) {
    int from = firstRow(group);
    int to = firstRow(group + 1);
    room.rows.divideRows(to - from, Tile.MR);
    if (halved) {
      relay.await(HALVES - 1, group, hidden.panels() * room.rows.count() - 1);
    } else {
      multiply.run(room, from, to);
    }
    for (Pass pass : passes) {
      pass.run(room, from, to);
    }
  }

  private void multiply(StepThread room, int from, int to) {
    multiply(room, x, from, batch, from, to, sums, from * paddedHidden());
  }

  private void activate(StepThread room, int from, int to) {
    hidden.activate(room, sums, from * paddedHidden(), h, from);
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
      output.differentiate(room, dh, from, to);
    }
  }

  private void mask(StepThread room, int from, int to) {
    hidden.differentiate(dh, h, from, to);
  }

  /** Rows {@code from} to {@code to} of the batch, packed from row {@code at} on, times W1. */
  private void multiply(
      StepThread room,
      PackedRows x,
      int at,
      Rows batch,
      int from,
      int to,
      float[] sums,
      int firstSum) {
    int end;
    for (int p = 0; p < nets.inputs(); p = end) {
      end = Math.min(p + X_BLOCK, nets.inputs());
      if (p % Gather.TOUCHED_COLUMNS == 0) {
        int touched = Math.min(p + Gather.TOUCHED_COLUMNS, nets.inputs());
        room.touched += Gather.touch(batch, from, to, p, touched);
      }
      Gather.rows(x, at, batch, from, to, p, end);
      for (int panel = 0; panel < hidden.panels(); panel++) {
        hidden.addProducts(room, x, at, panel, p, end, sums, firstSum);
      }
    }
  }

  /** All that is left of the thread's own half of W1, then of the other, then the small layers. */
  private void update(int thread) {
    StepThread room = borrow();
    for (int i = 0; i < HALVES; i++) {
      int half = (thread + i) % HALVES;
      int end = half == 0 ? middle : nets.inputs();
      int from;
      while ((from = next.getAndAdd(half * LINES, UPDATED_ROWS)) < end) {
        updateHidden.run(room, from, Math.min(from + UPDATED_ROWS, end));
      }
    }
    int layer;
    while ((layer = next.getAndIncrement(HALVES * LINES)) <= outputs.length) {
      (layer == 0 ? updateBiases : updateOutput).run(room, layer - 1, layer);
    }
    giveBack(room);
  }

  private void updateBiases(StepThread room, int from, int to) {
    hidden.updateBias(batch.count());
    for (OutputLayer output : outputs) {
      output.updateBias(batch.count());
    }
  }

  private void updateOutput(StepThread room, int from, int to) {
    outputs[from].update(room, h, batch.count());
  }

  private void updateHidden(StepThread room, int from, int to) {
    hidden.update(room, x, batch.count(), from, to);
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
    multiply(room, room.x, 0, batch, from, to, room.sums, 0);
    hidden.activate(room, room.sums, 0, room.h, 0);
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
