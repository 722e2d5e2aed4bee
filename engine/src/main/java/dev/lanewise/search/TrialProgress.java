package dev.lanewise.search;

import dev.lanewise.train.Epoch;

/**
 * How far a trial is that has not ended. Trials that differ in their epochs only are trained once:
 * then it is that of the most epochs.
 *
 * @param trial the trial
 * @param fold in which it is validated, from 0; 0 without folds
 * @param last metrics of its last epoch
 * @param bestEpoch its best epoch so far
 * @param bestAccuracy the validation accuracy of that; NaN without a validation part
 */
public record TrialProgress(
    Trial trial, int fold, Epoch last, int bestEpoch, double bestAccuracy) {}
