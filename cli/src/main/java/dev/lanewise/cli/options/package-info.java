/** The options that several commands share, and what they stand for. */
package dev.lanewise.cli.options;
