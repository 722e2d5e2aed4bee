package dev.lanewise.train;

/**
 * Accuracy and mean loss, without L2, over some samples; both NaN over none.
 *
 * @param accuracy share of samples whose first largest score is the label's, 0 … 1
 * @param loss mean over the samples
 */
public record Metrics(double accuracy, double loss) {}
