package dev.lanewise.kernels;

import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/** Checks the arguments of a {@link TrainingStep} before anything is written. */
final class CheckedTrainingStep implements TrainingStep {

  private final TrainingStep step;
  private final NetArray nets;
  private final int members;
  private final MemorySegment[] parameters; // an array: iterators of lists would be garbage
  private final int largestBatch;

  CheckedTrainingStep(TrainingStep step, NetArray nets, int largestBatch) {
    this.step = step;
    this.nets = nets;
    this.members = nets.members().size();
    this.parameters = segments(nets);
    this.largestBatch = largestBatch;
  }

  @Override
  public void load() {
    alive(parameters);
    step.load();
  }

  @Override
  public void store() {
    alive(parameters);
    step.store();
  }

  @Override
  public void train(
      double[] losses, Batch batch, Labels labels, double[] learningRates, long number) {
    if (batch.count() < 1 || batch.count() > largestBatch) {
      throw new IllegalArgumentException(
          "a batch of %d rows, 1 to %d expected".formatted(batch.count(), largestBatch));
    }
    if (labels.size() != batch.count()) {
      throw new IllegalArgumentException(
          "%d labels for %d rows".formatted(labels.size(), batch.count()));
    }
    if (number < 1) {
      throw new IllegalArgumentException("step " + number + ", expected from 1 on");
    }
    perNet("losses", losses.length);
    perNet("learning rates", learningRates.length);
    inputs(batch);
    CheckedKernels.labelsBelow(nets.classes(), labels);
    step.train(losses, batch, labels, learningRates, number);
  }

  @Override
  public void scores(List<Matrix> scores, Batch batch) {
    perNet("matrices of scores", scores.size());
    inputs(batch);
    for (int i = 0; i < members; i++) {
      Matrix out = scores.get(i);
      CheckedKernels.shape("scores", out, batch.count(), nets.classes());
      CheckedKernels.disjoint(out, batch);
    }
    step.scores(scores, batch);
  }

  private void inputs(Batch batch) {
    if (batch.columns() != nets.inputs()) {
      throw new IllegalArgumentException(
          "a batch of %d inputs for nets of %d".formatted(batch.columns(), nets.inputs()));
    }
    alive(parameters);
    CheckedKernels.alive(batch.normalization().mean().segment());
    CheckedKernels.alive(batch.normalization().inverse().segment());
    switch (batch.source()) {
      case Matrix floats -> CheckedKernels.alive(floats.segment());
      case Pixels pixels -> CheckedKernels.alive(pixels.segment());
    }
  }

  static void alive(NetArray nets) {
    alive(segments(nets));
  }

  private static void alive(MemorySegment[] segments) {
    for (MemorySegment segment : segments) {
      CheckedKernels.alive(segment);
    }
  }

  private static MemorySegment[] segments(NetArray nets) {
    return nets.members().stream()
        .flatMap(member ->
            Stream.concat(member.layers().stream(), member.slots().stream().flatMap(List::stream)))
        .flatMap(layer -> Stream.of(layer.weights().segment(), layer.bias().segment()))
        .toArray(MemorySegment[]::new);
  }

  private void perNet(String what, int count) {
    if (count != members) {
      throw new IllegalArgumentException("%d %s for %d nets".formatted(count, what, members));
    }
  }
}
