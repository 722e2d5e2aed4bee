package dev.lanewise.loss;

/**
 * Multiclass hinge loss (Weston and Watkins), the loss of an SVM. The margin of class j is {@code
 * (x[j] - x[y]) + 1}; it is active if it is above 0 and j is not the label y. NaN counts as active,
 * so that it reaches the loss. The loss adds the active margins in double, j ascending, and
 * multiplies the sum by the weight w of the label; the gradient is {@code w / normalizer} where
 * active, {@code -(float) count * w / normalizer} at the label, else 0, with w rounded to float32.
 */
public record MulticlassHinge() implements Loss {

  @Override
  public String name() {
    return "svm";
  }

  @Override
  public double row(
      float[] gradient,
      float[] scores,
      int at,
      int classes,
      int label,
      ClassWeights weights,
      float normalizer) {
    float weight = (float) weights.weight(label);
    double loss = 0;
    int active = 0;
    for (int j = 0; j < classes; j++) {
      float margin = (scores[at + j] - scores[at + label]) + 1f;
      boolean counts = j != label && !(margin <= 0f);
      gradient[j] = counts ? weight / normalizer : 0f;
      if (counts) {
        active++;
        loss += margin;
      }
    }
    gradient[label] = -(float) active * weight / normalizer;
    return weights.weight(label) * loss;
  }
}
