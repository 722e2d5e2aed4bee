package dev.lanewise.search;

import dev.lanewise.data.DataSet;
import dev.lanewise.memory.Normalization;

/**
 * What runs are trained on.
 *
 * @param data of which the validation part ranks them
 * @param normalization fitted to the training part
 */
record Task(DataSet data, Normalization normalization) {}
