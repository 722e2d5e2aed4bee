package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.RowGroups.HALVES;

import dev.lanewise.kernels.NetArray;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.parallel.Parallel.Piece;
import dev.lanewise.parallel.SplitKOrder;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The fused step in two parallel parts, each with a wait at its end: from bytes to gradients by
 * rows of the batch, then all updates by rows of the weights. Nets whose gradient has a largest
 * norm keep it in the second part, and move in a third. With two threads each owns half of the
 * inputs in both parts, so that neither X nor W1 goes from core to core. docs/training-step follows
 * a batch.
 */
final class FusedNets implements TrainingStep {

  private static final Matrix NO_VALUES = Matrix.of(MemorySegment.NULL, 1, 0, 0);
  private static final Labels NO_LABELS = Labels.of(MemorySegment.NULL, 0);
  private static final Batch NO_BATCH =
      Batch.all(Operand.NONE, new Normalization(Normalization.Kind.NONE, NO_VALUES, NO_VALUES));

  private final int inputs;
  private final Parallel parallel;
  private final int scoredRows; // of a piece, as in training, so that tiles are the same
  private final DenseLayer wide; // the first layers of all nets
  private final NetLayers[] nets; // by their columns of the wide layer
  private final PackedRows x; // (largest N, D)
  private final PackedRows h; // (largest N, columns of the wide layer), its outputs
  private final Matrix dh; // (largest N, columns of the wide layer padded), their gradient
  private final Matrix between; // (largest N, widest later layer padded), of one later layer
  private final float[] sums; // (largest N, columns padded), of each group tile after tile
  private final int paddedColumns;
  private final ScratchPool pool;
  private final RowGroups groups;
  private final SplitKOrder splitK;
  private final WeightUpdates updates;
  private final BoxingDetector boxing = new BoxingDetector();
  private final Piece gradients = (from, to) -> differentiate(from);

  private final Pass multiplyHalf = this::multiplyHalf;
  private final Pass multiply = this::multiply;
  private final Pass[] passes = {
    this::activate, this::forward, this::losses, this::backward, this::differentiateFirst
  };

  // The current step.
  private Batch batch = NO_BATCH;
  private Labels labels = NO_LABELS;
  private long number; // from 1

  FusedNets(NetArray array, int largestBatch, Parallel parallel, Workspace workspace) {
    ArrayLayout layout = new ArrayLayout(array);
    StepSizes sizes = layout.sizes();
    this.inputs = sizes.inputs();
    this.parallel = parallel;
    this.scoredRows = Math.ceilDiv(largestBatch, Math.ceilDiv(largestBatch, RowGroups.MOST_ROWS));
    this.wide =
        DenseLayer.first(
            inputs,
            layout.columns(),
            layout.activations(),
            layout.rules(),
            largestBatch,
            workspace);
    this.nets = new NetLayers[array.members().size()];
    for (int i = 0; i < nets.length; i++) {
      int member = layout.member(i);
      nets[i] =
          new NetLayers(
              array.members().get(member),
              member,
              wide,
              layout.first(member),
              largestBatch,
              workspace);
    }
    this.x = new PackedRows(largestBatch, inputs, StepSizes.X_BLOCK);
    this.h = new PackedRows(largestBatch, layout.columns(), MicroKernel.KC);
    this.dh = workspace.matrix(largestBatch, oddLines(layout.columns()));
    this.between = workspace.matrix(largestBatch, oddLines(sizes.widestLater()));
    this.paddedColumns = Lanes.padded(layout.columns());
    this.sums = new float[largestBatch * paddedColumns];
    this.pool = new ScratchPool(sizes, parallel.threads());
    this.groups = new RowGroups(inputs, parallel.threads());
    this.splitK =
        new SplitKOrder(wide.panels() * RowGroups.MOST_ROWS, groups.splitK() ? largestBatch : 0);
    this.updates = new WeightUpdates(wide, nets, x, h, parallel, pool, groups);
  }

  /**
   * Columns of a gradient: room for a vector that begins at the last of them, and an odd number of
   * cache lines, so that the rows of a panel lie in all sets.
   */
  private static int oddLines(int columns) {
    return (Math.ceilDiv(columns + Lanes.COUNT, 16) | 1) * 16;
  }

  @Override
  public void load() {
    Scratch scratch = pool.take();
    for (NetLayers net : nets) {
      net.load(scratch.transposition);
    }
    pool.giveBack(scratch);
  }

  @Override
  public void store() {
    for (NetLayers net : nets) {
      net.store();
    }
  }

  @Override
  public void train(
      double[] losses, Batch batch, Labels labels, double[] learningRates, long number) {
    long usedBefore = usedHeap();
    this.batch = batch;
    this.labels = labels;
    this.number = number;
    for (NetLayers net : nets) {
      net.begin(labels, learningRates[net.member()], number);
    }
    groups.divide(batch.count());
    splitK.begin();
    int first = groups.splitK() ? HALVES : 0;
    parallel.forEachOne(first + groups.count(), gradients);
    updates.run(batch.count());
    for (NetLayers net : nets) {
      losses[net.member()] = net.loss(labels);
    }
    if (boxing.detects(System.nanoTime() - MicroKernel.newest(), usedHeap() - usedBefore)) {
      MicroKernel.discardAll();
    }
  }

  private static long usedHeap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /**
   * Runs a piece of the first part. With split k, the first two pieces multiply one half each for
   * all groups; the others finish a group each.
   */
  private void differentiate(int piece) {
    int group = groups.splitK() ? piece - HALVES : piece;
    try {
      Scratch scratch = pool.take();
      if (group < 0) {
        multiplyHalf(scratch, piece);
      } else {
        finish(scratch, group);
      }
      pool.giveBack(scratch);
    } catch (Throwable e) {
      splitK.abandon();
      throw e;
    }
  }

  private void multiplyHalf(Scratch scratch, int half) {
    for (int group = 0; group < groups.count(); group++) {
      scratch.rows.divideRows(groups.firstRow(group + 1) - groups.firstRow(group), MicroKernel.MR);
      multiplyHalf.run(scratch, group, half);
    }
  }

  private void multiplyHalf(Scratch scratch, int group, int half) {
    int at = groups.firstRow(group);
    int last = groups.firstRow(group + 1);
    int from = half == 0 ? 0 : groups.middle();
    int to = half == 0 ? groups.middle() : inputs;
    for (int p = from; p < to; p += Gather.TOUCHED_COLUMNS) {
      int end = Math.min(p + Gather.TOUCHED_COLUMNS, to);
      scratch.touched += Gather.touch(batch, at, last, p, end);
      Gather.rows(x, at, batch, at, last, p, end);
    }
    int part = 0;
    for (int panel = 0; panel < wide.panels(); panel++) {
      for (int tile = 0; tile < scratch.rows.count(); tile++) {
        if (half > 0) {
          splitK.await(half - 1, group, part);
        }
        wide.addToTile(scratch, x, at, panel, tile, from, to, sums, at * paddedColumns);
        splitK.publish(half, group, part++);
      }
    }
  }

  /** Computes the gradients of a group's rows, from its sums or from its bytes. */
  private void finish(Scratch scratch, int group) {
    int from = groups.firstRow(group);
    int to = groups.firstRow(group + 1);
    scratch.rows.divideRows(to - from, MicroKernel.MR);
    if (groups.splitK()) {
      splitK.await(HALVES - 1, group, wide.panels() * scratch.rows.count() - 1);
    } else {
      multiply.run(scratch, from, to);
    }
    for (Pass pass : passes) {
      pass.run(scratch, from, to);
    }
  }

  private void multiply(Scratch scratch, int from, int to) {
    multiply(scratch, x, from, batch, from, to, sums, from * paddedColumns);
  }

  private void activate(Scratch scratch, int from, int to) {
    wide.activate(scratch, sums, from * paddedColumns, h, from);
  }

  private void forward(Scratch scratch, int from, int to) {
    for (NetLayers net : nets) {
      net.forward(scratch, h, from, number);
    }
  }

  private void losses(Scratch scratch, int from, int to) {
    for (NetLayers net : nets) {
      net.losses(scratch, labels, dh, from, to);
    }
  }

  private void backward(Scratch scratch, int from, int to) {
    for (NetLayers net : nets) {
      net.backward(scratch, dh, between, from, to);
    }
  }

  private void differentiateFirst(Scratch scratch, int from, int to) {
    wide.differentiate(scratch, dh, sums, from * paddedColumns, h, from);
  }

  /** Rows {@code from} to {@code to} of the batch, packed from row {@code at} on, times W1. */
  private void multiply(
      Scratch scratch,
      PackedRows x,
      int at,
      Batch batch,
      int from,
      int to,
      float[] sums,
      int firstSum) {
    int end;
    for (int p = 0; p < inputs; p = end) {
      end = Math.min(p + StepSizes.X_BLOCK, inputs);
      if (p % Gather.TOUCHED_COLUMNS == 0) {
        int touched = Math.min(p + Gather.TOUCHED_COLUMNS, inputs);
        scratch.touched += Gather.touch(batch, from, to, p, touched);
      }
      Gather.rows(x, at, batch, from, to, p, end);
      for (int panel = 0; panel < wide.panels(); panel++) {
        wide.addProducts(scratch, x, at, 0, panel, p, end, sums, firstSum);
      }
    }
  }

  @Override
  public void scores(List<Matrix> scores, Batch batch) {
    int rows = batch.count();
    parallel.forEachOne(
        Math.ceilDiv(rows, scoredRows),
        (piece, next) -> {
          int from = piece * scoredRows;
          scores(scores, batch, from, Math.min(from + scoredRows, rows));
        });
  }

  private void scores(List<Matrix> scores, Batch batch, int from, int to) {
    Scratch scratch = pool.take();
    scratch.rows.divideRows(to - from, MicroKernel.MR);
    multiply(scratch, scratch.x, 0, batch, from, to, scratch.sums, 0);
    wide.activate(scratch, scratch.sums, 0, scratch.h, 0);
    for (NetLayers net : nets) {
      net.scores(scratch, scores.get(net.member()), from);
    }
    pool.giveBack(scratch);
  }
}
