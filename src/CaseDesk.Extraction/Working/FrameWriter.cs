using System.Buffers;
using System.Text.Json;

namespace CaseDesk.Extraction.Working;

/// <summary>Writes frames as JSON lines. JSON escapes newlines, so one line is one frame. Safe to call from several threads.</summary>
internal sealed class FrameWriter(Stream output) : IDisposable
{
    private const int FlushAt = 64 * 1024;

    private readonly Lock turn = new();
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json = new(Stream.Null);

    public void Write(Frame frame)
    {
        lock (turn)
        {
            json.Reset(buffer);
            json.WriteStartObject();
            WriteParts(frame);
            json.WriteEndObject();
            json.Flush();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount >= FlushAt || frame is not RowFrame)
                Flush();
        }
    }

    public void Dispose() => json.Dispose();

    private void Flush()
    {
        output.Write(buffer.WrittenSpan);
        output.Flush();
        buffer.ResetWrittenCount();
    }

    private void WriteParts(Frame frame)
    {
        switch (frame)
        {
            case RowFrame(var row):
                WriteRow(row);
                break;
            case ProgressFrame(var progress):
                json.WriteString("type", "progress");
                json.WriteNumber("done", progress.BytesDone);
                json.WriteNumber("total", progress.BytesTotal);
                break;
            case FileFrame file:
                json.WriteString("type", "file");
                json.WritePropertyName("file");
                json.Write(file);
                break;
            case AbsentFrame absent:
                json.WriteString("type", "absent");
                json.WriteString("source", absent.Source);
                json.WriteString("path", absent.Path);
                break;
            case FailedFrame failed:
                json.WriteString("type", "failed");
                json.WriteString("reason", failed.Reason);
                json.WriteString("message", failed.Message);
                break;
            case EndFrame end:
                json.WriteString("type", "end");
                json.WriteNumber("rows", end.Rows);
                json.WritePropertyName("walls");
                json.Write(end.Walls);
                json.WriteNumber("user", end.User);
                json.WriteNumber("milliseconds", end.Milliseconds);
                break;
        }
    }

    private void WriteRow(GatedRow row)
    {
        json.WriteString("type", "row");
        json.WriteStartObject("gate");
        json.WriteNumber("read", row.Read);
        json.WriteNumber("item", row.Item);
        json.WriteString("source", row.Source);
        json.WriteString("file", row.File);
        json.WriteNumber("line", row.Line);
        json.WriteString("keyType", row.KeyType);
        json.WriteString("keyValue", row.KeyValue);
        if (row.Port is { } port)
            json.WriteNumber("port", port);
        if (row.Instant is { } instant)
            json.WriteString("instant", RecordTimes.Text(instant));
        json.WriteEndObject();
        json.WriteStartObject("values");
        foreach (var (field, value) in row.Values)
            json.WriteString(field, value);
        json.WriteEndObject();
    }
}
