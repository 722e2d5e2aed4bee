package dev.lanewise.kernels;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;

/** What is minimized: the mean loss of a batch, without L2. */
public enum LossFunction {
  /** Softmax cross-entropy; see {@link Kernels#softmaxLoss}. */
  SOFTMAX,
  /** Multiclass hinge loss; see {@link Kernels#svmLoss}. */
  SVM;

  /**
   * The mean loss and its gradient.
   *
   * @param dscores (N, C). Modified.
   * @param scores (N, C)
   * @param labels (N,)
   */
  public double lossAndGradient(Kernels kernels, Matrix dscores, Matrix scores, Labels labels) {
    return switch (this) {
      case SOFTMAX -> kernels.softmaxLoss(dscores, scores, labels);
      case SVM -> kernels.svmLoss(dscores, scores, labels);
    };
  }
}
