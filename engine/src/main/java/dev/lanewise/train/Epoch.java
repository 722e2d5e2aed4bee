package dev.lanewise.train;

/**
 * What is known at the end of an epoch. Values that do not exist, for want of a validation part,
 * are NaN.
 *
 * @param epoch number, from 1
 * @param loss mean training loss, L2 included
 * @param trainAccuracy over a fixed sample of 1,000 training samples, 0 … 1
 * @param validationAccuracy over the validation part, 0 … 1
 * @param validationLoss mean, without L2
 * @param learningRate the rate of its last step
 * @param seconds spent in training steps
 * @param samplesPerSecond of those seconds
 */
public record Epoch(
    int epoch,
    double loss,
    double trainAccuracy,
    double validationAccuracy,
    double validationLoss,
    double learningRate,
    double seconds,
    double samplesPerSecond) {}
