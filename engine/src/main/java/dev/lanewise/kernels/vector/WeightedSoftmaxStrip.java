package dev.lanewise.kernels.vector;

import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import jdk.incubator.vector.FloatVector;

/**
 * {@link SoftmaxCrossEntropy} with label smoothing or class weights. Its constants are computed
 * once, since they depend on the label only.
 */
final class WeightedSoftmaxStrip implements LossStrip {

  private final SoftmaxCrossEntropy formula;
  private final ClassWeights weights;
  private final float[] scales; // (C,) by label
  private final float[] targets; // (C,) of the label, by label
  private final float[] others; // (C padded) negative targets of the other classes; 0 behind

  WeightedSoftmaxStrip(SoftmaxCrossEntropy formula, ClassWeights weights, int classes) {
    this.formula = formula;
    this.weights = weights;
    this.scales = new float[classes];
    this.targets = new float[classes];
    this.others = new float[Lanes.padded(classes)];
    for (int c = 0; c < classes; c++) {
      scales[c] = formula.scale(c, classes, weights);
      targets[c] = formula.target(c, c, classes, weights);
      others[c] = -formula.target(c, -1, classes, weights); // no label is -1
    }
  }

  @Override
  public double row(
      float[] gradient,
      float[] scores,
      int at,
      int classes,
      int label,
      float normalizer,
      float[] partial) {
    float max = SoftmaxCrossEntropy.maximum(scores, at, classes);
    SoftmaxStrip.exponentials(gradient, scores, at, max);
    float z = SoftmaxStrip.sum(gradient, partial);
    float ofLabel = Math.fma(scales[label], gradient[label] / z, -targets[label]);
    subtractTargets(gradient, z, scales[label], others);
    gradient[label] = ofLabel;
    SoftmaxStrip.divide(gradient, normalizer);
    return formula.rowLoss(scores, at, classes, label, weights, z, max);
  }

  /** From exponentials to scaled differences of probabilities and targets. */
  private static void subtractTargets(float[] e, float z, float scale, float[] others) {
    FloatVector scales = FloatVector.broadcast(Lanes.FLOAT, scale);
    for (int j = 0; j < e.length; j += Lanes.COUNT) {
      Lanes.load(e, j).div(z).fma(scales, Lanes.load(others, j)).intoArray(e, j);
    }
  }
}
