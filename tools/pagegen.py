#!/usr/bin/env python3
"""Turns typed page templates into C.

usage: pagegen.py --header OUT.h --source OUT.c --name NAME [--include H]... FILE.html...

A template is HTML with these tags (docs/guide/pages.md tells the story):

    {page NAME(struct view *v) from "header.h"}    first line; a file may hold several pages
    {if C}...{elif C}...{else}...{end}             {for struct row r in v->rows, v->count}...{end}
    {= str}  {int n}  {num n}  {date us}  {datetime us}  {time us}  {day str}  {money n}
    {permille n}: 964 is 96,4%
    {_ Câu chữ}  {_ Còn %s ngày|int n}  {tr msgid}
    {csrf}  {asset ui.css}  {png e}  {url}  {call name(arguments)}  {{ for a brace  {# a comment}

Where a value stands decides how it is escaped; whatever cannot be made safe is refused:
event handlers, style, script, data: and javascript: addresses, unquoted attributes, POST forms
without {csrf}, inputs without a label, and branches that end in different places of the markup.
"""
import argparse
import os
import re
import sys

URL_ATTRIBUTES = {'href', 'src', 'action', 'formaction', 'poster', 'cite', 'xlink:href', 'hx-get',
                  'hx-post'}
UNLABELLED = {'hidden', 'submit', 'button', 'reset', 'image'}
REFUSED_ELEMENTS = {'style', 'script', 'iframe', 'object', 'embed', 'base'}
VALUES = {'=': None, 'int': 'page_int', 'num': 'page_num', 'date': 'page_date',
          'datetime': 'page_datetime', 'time': 'page_time', 'day': 'page_day',
          'money': 'page_money', 'permille': 'page_permille', 'tr': 'page_tr'}


class Refused(Exception):
    """The template breaks a rule; the message names file and line."""


class Token:
    """A piece of the template: text, or the inside of {...}."""

    def __init__(self, kind, text, line):
        self.kind, self.text, self.line = kind, text, line


def tokens_of(source):
    """Splits a template into text and tags; {{ stands for a brace."""
    at, line, text, text_line = 0, 1, '', 1
    while at < len(source):
        char = source[at]
        if source.startswith('{{', at):
            text += '{'
            at += 2
        elif char == '{':
            end = source.find('}', at)
            if end < 0:
                raise Refused(f'{line}: a brace that is never closed')
            if text:
                yield Token('text', text, text_line)
            inside = source[at + 1:end]
            yield Token('tag', inside, line)
            line += inside.count('\n')
            at, text, text_line = end + 1, '', line
        else:
            text += char
            line += char == '\n'
            at += 1
    if text:
        yield Token('text', text, text_line)


class Markup:
    """Follows HTML far enough to know where a value stands. States: text, tag (inside <...>
    between attributes), name (within an attribute's name), value, comment."""

    def __init__(self, fail):
        self.fail = fail
        self.state = 'text'
        self.element = ''
        self.closing = False
        self.attribute = ''
        self.value_start = True
        self.attributes = {}
        self.open_form = None
        self.labels, self.inputs, self.label_depth = set(), [], 0
        self.pending = ''

    def place(self):
        """What two branches must agree on."""
        return {'text': ('text',), 'tag': ('tag', self.element)}.get(
            self.state, (self.state, self.element, self.attribute))

    def value_kind(self):
        """How a value at this place is escaped."""
        if self.state == 'text':
            return 'text'
        if self.state != 'value':
            self.fail(f'a value may not stand inside <{self.element}> outside a quoted attribute')
        if self.attribute in URL_ATTRIBUTES:
            return 'url' if self.value_start else 'url_part'
        return 'attribute'

    def note(self, source):
        """A dynamic piece of an attribute: remembered as its source text."""
        if self.state == 'value':
            self.attributes[self.attribute] += '{' + source.strip() + '}'
            self.value_start = False

    def feed(self, text):
        at, first = 0, self.line
        while at < len(text):
            place = at + len(text[at:]) - len(text[at:].lstrip())
            if self.state == 'text':
                place = text.find('<', at)
            self.line = first + text.count('\n', 0, max(place, at))
            at = getattr(self, 'in_' + self.state)(text, at)
        self.line = first + text.count('\n')

    def in_text(self, text, at):
        start = text.find('<', at)
        if start < 0:
            return len(text)
        if text.startswith('<!--', start):
            self.state = 'comment'
            return start + 4
        match = re.compile(r'<(/?)([A-Za-z][\w:-]*)|<!doctype', re.I).match(text, start)
        if match is None:
            self.fail('"<" that begins no element: write &lt;')
        if match.group(2) is None:
            self.element, self.closing = '!doctype', False
        else:
            self.closing, self.element = match.group(1) == '/', match.group(2).lower()
            if self.element in REFUSED_ELEMENTS:
                self.fail(f'<{self.element}> is refused by the content policy')
        self.attributes, self.state = {}, 'tag'
        return match.end()

    def in_comment(self, text, at):
        end = text.find('-->', at)
        if end < 0:
            return len(text)
        self.state = 'text'
        return end + 3

    def in_tag(self, text, at):
        if text[at].isspace() or text[at] == '/':
            return at + 1
        if text[at] == '>':
            self.element_done()
            self.state = 'text'
            return at + 1
        match = re.compile(r'([^\s"\'<>/=]+)').match(text, at)
        if match is None:
            self.fail(f'strange character {text[at]!r} inside <{self.element}>')
        self.attribute = match.group(1).lower()
        if self.attribute.startswith('on') or self.attribute == 'style':
            self.fail(f'attribute {self.attribute} is refused by the content policy')
        if self.attribute in self.attributes and self.element != '!doctype':
            self.fail(f'attribute {self.attribute} stands twice in <{self.element}>')
        self.attributes[self.attribute] = ''
        at = match.end()
        if not text.startswith('=', at):
            return at
        if not text.startswith('="', at):
            self.fail(f'the value of {self.attribute} needs double quotes')
        self.state, self.value_start = 'value', True
        return at + 2

    def in_value(self, text, at):
        end = text.find('"', at)
        part = text[at:] if end < 0 else text[at:end]
        if part:
            if self.attribute in URL_ATTRIBUTES and self.value_start \
                    and re.match(r'\s*(data|javascript|vbscript)\s*:', part, re.I):
                self.fail(f'address "{part[:20]}" is refused by the content policy')
            self.value_start = False
            self.attributes[self.attribute] += part
        if end < 0:
            return len(text)
        self.state, self.attribute = 'tag', ''
        return end + 1

    def element_done(self):
        done = getattr(self, 'done_' + self.element, None)
        if done is not None:
            done(self.attributes)

    def done_form(self, attributes):
        if self.closing:
            if self.open_form is not None and not self.open_form['csrf']:
                self.fail('a POST form without {csrf}')
            self.open_form = None
            return
        if self.open_form is not None:
            self.fail('a form inside a form')
        method = attributes.get('method', 'get')
        if '{' in method:
            self.fail('the method of a form must be plain')
        self.open_form = {'csrf': method.lower() != 'post'}

    def done_label(self, attributes):
        self.label_depth += -1 if self.closing else 1
        if not self.closing and 'for' in attributes:
            self.labels.add(attributes['for'])

    def done_input(self, attributes):
        if attributes.get('type', 'text').lower() not in UNLABELLED:
            self.labelled(attributes)

    def done_select(self, attributes):
        if not self.closing:
            self.labelled(attributes)

    done_textarea = done_select

    def labelled(self, attributes):
        if self.label_depth == 0 and not attributes.get('aria-label') \
                and not attributes.get('aria-labelledby'):
            self.inputs.append((self.element, attributes.get('id'), self.line))

    def finish(self):
        if self.state != 'text':
            self.fail(f'the page ends inside <{self.element}>')
        if self.open_form is not None:
            self.fail('a form that is never closed')
        for element, name, line in self.inputs:
            if name not in self.labels:
                self.line = line
                self.fail(f'<{element}> without a label')


def c_string(text):
    """C string literals, one a source line, and the length in bytes."""
    out = []
    for line in re.findall(r'[^\n]*\n|[^\n]+', text):
        for start in range(0, len(line), 500):
            piece = line[start:start + 500]
            piece = piece.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
            out.append('"' + piece.replace('??', '?""?') + '"')
    return '\n        '.join(out) or '""', len(text.encode())


def squeeze(text):
    """White space that holds a line break is one line break: pages travel without indents."""
    return re.sub(r'[ \t]*\n\s*', '\n', text)


class Page:
    """One page function being written."""

    def __init__(self, path, head, line):
        self.path = path
        match = re.fullmatch(r'page\s+(\w+)\s*(?:\((.*?)\))?\s*(?:from\s+"([^"]+)")?\s*', head,
                             re.S)
        if match is None:
            raise Refused(f'{path}:{line}: write {{page name(struct view *v) from "header.h"}}')
        self.name, arguments, self.include = match.group(1), match.group(2), match.group(3)
        self.line = line
        parameters = ['struct page_out *o']
        for argument in filter(None, (part.strip() for part in (arguments or '').split(','))):
            constant = '*' in argument and not argument.startswith('const ')
            parameters.append(('const ' if constant else '') + argument)
        self.prototype = f'void page_{self.name}({", ".join(parameters)})'
        self.body, self.blocks, self.starts = [], [], []
        self.raw, self.raw_line = '', line
        self.keep = False
        self.markup = Markup(self.fail)
        self.markup.line = line
        self.calls = []

    def fail(self, message):
        raise Refused(f'{self.path}:{self.markup.line}: {message}')

    def emit(self, code, line=None):
        self.flush()
        if line is not None:
            self.body.append(f'#line {line} "{self.path}"')
        self.body.append('    ' * (len(self.blocks) + 1) + code)

    def flush(self, last=False):
        text = self.raw if self.keep else squeeze(self.raw)
        if not self.body:
            text = text.lstrip('\n')
        if last:
            text = text.rstrip('\n')
        self.raw = ''
        if text:
            literal, size = c_string(text)
            indent = '    ' * (len(self.blocks) + 1)
            self.body.append(f'{indent}page_raw(o,\n        {literal}, {size});')

    def text(self, token):
        self.markup.line = token.line
        self.markup.feed(token.text)
        self.keep = self.keep or '<pre' in token.text or '<textarea' in token.text
        self.raw += re.sub(r'<!--.*?-->', '', token.text, flags=re.S)

    def tag(self, token):
        self.markup.line = token.line
        text = token.text
        word = re.match(r'\s*(\w+|=|_|#)', text)
        if word is None:
            self.fail(f'{{{text}}} is not a tag')
        word = word.group(1)
        rest = text.strip()[len(word):].strip()
        if word in VALUES:
            self.value(word, rest, token.line)
        elif hasattr(self, 'tag_' + word):
            getattr(self, 'tag_' + word)(rest, token.line)
        elif word == '_':
            self.message(rest, token.line)
        elif word != '#':
            self.fail(f'{{{word}}} is not a tag')

    def value(self, word, expression, line):
        if not expression:
            self.fail(f'{{{word}}} of nothing')
        how = self.markup.value_kind()
        self.markup.note(f'{word} {expression}')
        call = VALUES[word]
        shown = expression if call is None else f'{call}(o, {expression})'
        self.emit(f'page_{how}(o, {shown});', line)

    def message(self, rest, line):
        parts = [part.strip() for part in rest.split('|')]
        msgid, arguments = re.sub(r'\s+', ' ', parts[0]), parts[1:]
        if not msgid:
            self.fail('an empty message')
        if msgid.count('%s') != len(arguments) or re.search('%[a-rt-zA-Z]', msgid):
            self.fail(f'message "{msgid}" needs one %s for each of its {len(arguments)} arguments')
        how = self.markup.value_kind()
        if how.startswith('url'):
            self.fail('an address is not translated')
        self.markup.note(f'_ {rest}')
        literal, _ = c_string(msgid)
        if not arguments:
            self.emit(f'page_{how}(o, page_tr(o, N_({literal})));', line)
            return
        self.emit('{', line)
        self.blocks.append(('message', None, line))
        self.emit(f'struct page_message message_ = page_message(o, N_({literal}));')
        for argument in arguments:
            match = re.match(r'(=|\w+\b)\s*(.+)', argument, re.S)
            match = match if match and match.group(1) in VALUES else None
            if match is None:
                self.fail(f'argument "{argument}": write |= text or |int n')
            call = VALUES[match.group(1)]
            shown = match.group(2) if call is None else f'{call}(o, {match.group(2)})'
            self.emit('page_message_part(o, &message_);')
            self.emit(f'page_{how}(o, {shown});', line)
        self.emit('page_message_part(o, &message_);')
        self.blocks.pop()
        self.emit('}')

    def open_block(self, code, line, kind):
        self.emit(code + ' {', line)
        self.blocks.append((kind, self.markup.place(), line))
        self.starts.append(self.markup.value_start)

    def close_branch(self, word):
        if not self.blocks:
            self.fail(f'{{{word}}} without {{if}} or {{for}}')
        kind, place, line = self.blocks[-1]
        if place != self.markup.place():
            self.fail(f'the branch of line {line} ends in another place of the markup')
        self.flush()
        self.blocks.pop()
        start = self.starts.pop()
        self.markup.value_start = start if word in ('else', 'elif') else False
        return kind

    def tag_if(self, condition, line):
        self.open_block(f'if ({condition})', line, 'if')

    def tag_elif(self, condition, line):
        if self.close_branch('elif') != 'if':
            self.fail('{elif} without {if}')
        self.open_block(f'}} else if ({condition})', line, 'if')

    def tag_else(self, rest, line):
        if rest or self.close_branch('else') != 'if':
            self.fail('{else} without {if}')
        self.open_block('} else', line, 'else')

    def tag_for(self, rest, line):
        match = re.fullmatch(r'(\w+(?:\s+\w+)*?)\s+(\w+)\s+in\s+(.+),\s*(.+)', rest, re.S)
        if match is None:
            self.fail('write {for struct row r in v->rows, v->count}')
        kind, name, items, count = match.groups()
        self.emit(f'for (size_t {name}_i = 0; {name}_i < (size_t)({count}); {name}_i++) {{', line)
        self.blocks.append(('for', self.markup.place(), line))
        self.starts.append(False)
        self.emit(f'const {kind} *{name} = &({items})[{name}_i];', line)

    def tag_end(self, rest, _line):
        if rest:
            self.fail('{end} takes nothing')
        self.close_branch('end')
        self.emit('}')

    def tag_csrf(self, _rest, line):
        if self.markup.state != 'text' or self.markup.open_form is None:
            self.fail('{csrf} stands inside a form')
        self.markup.open_form['csrf'] = True
        self.emit('page_csrf(o);', line)

    def tag_asset(self, rest, line):
        if self.markup.value_kind() != 'url':
            self.fail('{asset} is a whole address')
        self.markup.note('asset ' + rest)
        self.emit(f'page_asset(o, "{rest}");', line)

    def tag_png(self, rest, line):
        if self.markup.value_kind() != 'url' or self.markup.attribute != 'src':
            self.fail('{png} is the whole src of a picture')
        self.markup.note('png ' + rest)
        self.emit(f'page_png(o, {rest});', line)

    def tag_url(self, rest, _line):
        if rest or self.markup.value_kind() != 'url':
            self.fail('{url} begins an address')

    def tag_call(self, rest, line):
        match = re.fullmatch(r'(\w+)\s*\((.*)\)', rest, re.S)
        if match is None:
            self.fail('write {call name(arguments)}')
        if self.markup.state != 'text':
            self.fail('a page is called between elements')
        name, arguments = match.group(1), match.group(2).strip()
        self.emit(f'page_{name}(o{", " + arguments if arguments else ""});', line)

    def finish(self):
        self.flush(last=True)
        if self.blocks:
            self.markup.line = self.blocks[-1][2]
            self.fail('a block that is never ended')
        self.markup.finish()


def pages_of(path, shown):
    """The pages of one template file."""
    with open(path, encoding='utf-8') as file:
        source = file.read()
    page, pages = None, []
    try:
        for token in tokens_of(source):
            if token.kind == 'tag' and re.match(r'page\b', token.text):
                if page is not None:
                    page.finish()
                page = Page(shown, token.text, token.line)
                pages.append(page)
            elif page is None:
                if token.kind == 'text' and token.text.strip():
                    raise Refused(f'{token.line}: a template begins with {{page ...}}')
            elif token.kind == 'text':
                page.text(token)
            else:
                page.tag(token)
    except Refused as refused:
        message = str(refused)
        raise Refused(message if message.startswith(shown) else f'{shown}:{message}') from None
    if page is None:
        raise Refused(f'{shown}:1: a template begins with {{page ...}}')
    page.finish()
    return pages


def header_of(name, pages):
    guard = 'TRUC_' + re.sub(r'\W', '_', name).upper()
    lines = [f'#ifndef {guard}', f'#define {guard}', '', '/* Made by tools/pagegen.py. */',
             '#include "web/page.h"']
    for include in sorted({page.include for page in pages if page.include}):
        lines.append(f'#include "{include}"')
    lines.append('')
    for page in pages:
        lines += [f'/* {page.path}:{page.line} */', page.prototype + ';']
    return '\n'.join(lines + ['', '#endif', ''])


def source_of(name, includes, pages):
    lines = ['/* Made by tools/pagegen.py. */', f'#include "{name}"', '#include "base/result.h"']
    lines += [f'#include "{include}"' for include in includes]
    for page in pages:
        lines += ['', page.prototype, '{'] + page.body + ['}']
    return '\n'.join(lines + [''])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--header', required=True)
    parser.add_argument('--source', required=True)
    parser.add_argument('--name', required=True, help='include path of the header')
    parser.add_argument('--include', action='append', default=[])
    parser.add_argument('--root', default='.', help='paths in messages are relative to it')
    parser.add_argument('files', nargs='+')
    arguments = parser.parse_args()
    try:
        pages = []
        for path in sorted(arguments.files):
            pages += pages_of(path, os.path.relpath(path, arguments.root))
    except Refused as refused:
        print(f'{refused}', file=sys.stderr)
        return 1
    with open(arguments.header, 'w', encoding='utf-8') as file:
        file.write(header_of(arguments.name, pages))
    with open(arguments.source, 'w', encoding='utf-8') as file:
        file.write(source_of(arguments.name, arguments.include, pages))
    return 0


if __name__ == '__main__':
    sys.exit(main())
