/**
 * Data sets: readers of the formats that hold them, their splits, and the normalization that a
 * training split asks for.
 *
 * <p>{@link dev.lanewise.data.DataSets} opens a folder of a known kind, {@link
 * dev.lanewise.data.Cifar10} and {@link dev.lanewise.data.Idx} one of theirs; {@link
 * dev.lanewise.data.Split} and {@link dev.lanewise.data.DataSet} also take arrays. Bytes stay
 * bytes: what is read from an image file is never copied to floats as a whole.
 *
 * <p>Readers trust nothing in a file. Whatever is wrong with one is told by a {@link
 * dev.lanewise.io.MalformedFileException}; positions count bytes from 0. An error of the device
 * itself is a {@link java.nio.file.FileSystemException} with the file's name. Memory comes from the
 * caller's {@link dev.lanewise.memory.Workspace} and is asked for only after the size that a file
 * states has been checked against the file; what was asked for before an error stays with the
 * workspace until it is closed.
 */
package dev.lanewise.data;
