namespace StreamEngine.Connectors.Files.Rows;

/// <summary>Where a row stands. Positions of one source are ordered by file, line and place inside the line.</summary>
/// <param name="Input">The place of the input among the inputs given.</param>
/// <param name="File">The place of the file among all files of the source.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Sub">The place inside the line, from 0.</param>
internal readonly record struct RowPosition(int Input, int File, long Line, int Sub = 0);
