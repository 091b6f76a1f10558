#!/usr/bin/env python3
"""Causes an incident on the running local stack (./mvnw -Plocal), heals it, and records what the metrics say.

    FLOODGATE_OPS_METRICS_INTERVAL=1s ./mvnw -Plocal -Dfresh     # in another terminal
    docs/incidents/cause.py payments|redis|kafka|lock [--url http://127.0.0.1:8080] [--endpoints .local/endpoints.json]

Needs wrk and psql, and matplotlib for the graph. Writes <incident>.csv (a row a second), <incident>.svg and
<incident>.txt (what was done when, and what wrk says) beside this file. Stops stores of this machine by SIGSTOP and
lets them go on: never for a stack that others use.
"""

import argparse
import csv
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
WARM, CALM, FAULT, AFTER = 30, 20, 30, 30  # seconds
LINE = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Stack:
    def __init__(self, options):
        self.url = options.url
        self.at = json.loads(pathlib.Path(options.endpoints).read_text())

    def get(self, path, patience=3):
        with urllib.request.urlopen(self.url + path, timeout=patience) as answer:
            return answer.read().decode()

    def post(self, path, body):
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {'Content-Type': 'application/json'})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)['data']

    def psql(self, *sql, wait=True):
        postgres = self.at['postgres']
        command = ['psql', '-qAt', '-h', postgres['host'], '-p', str(postgres['port']), '-U', postgres['user'],
                   '-d', postgres['database']] + [part for one in sql for part in ('-c', one)]
        environment = dict(os.environ, PGPASSWORD=postgres['password'])
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        return process.communicate()[0].strip() if wait else process

    def listener(self, port):
        """The process that listens on a port of this machine."""
        found = subprocess.run(['ss', '-Hltnp', f'sport = :{port}'], capture_output=True, text=True).stdout
        return int(re.search(r'pid=(\d+)', found).group(1))


class Recorder(threading.Thread):
    """Reads /ops/metrics every second."""

    def __init__(self, stack):
        super().__init__(daemon=True)
        self.stack, self.samples, self.ended = stack, [], threading.Event()
        self.begun = time.monotonic()

    def run(self):
        while not self.ended.is_set():
            due = time.monotonic() + 1
            try:
                at = time.monotonic() - self.begun
                self.samples.append((at, parse(self.stack.get('/ops/metrics'))))
            except OSError as error:
                print('  no metrics:', error)
            self.ended.wait(max(0, due - time.monotonic()))


def parse(text):
    found = {}
    for line in text.splitlines():
        match = LINE.match(line)
        if match and match.group(1).startswith('floodgate_'):
            labels = tuple(sorted(LABEL.findall(match.group(2) or '')))
            found[match.group(1), labels] = float(match.group(3))
    return found


def fits(labels, wanted):
    named = dict(labels)
    return all(re.fullmatch(want, named.get(label, '')) for label, want in wanted.items())


def total(sample, name, wanted):
    return sum(value for (metric, labels), value in sample.items() if metric == name and fits(labels, wanted))


def quantile(before, after, name, q, wanted):
    """Of what was observed between two samples, as histogram_quantile does; in the histogram's unit."""
    buckets = {}
    for (metric, labels), value in after.items():
        if metric == name + '_bucket' and fits(labels, wanted):
            bound = float(dict(labels)['le'])
            buckets[bound] = buckets.get(bound, 0) + value - before.get((metric, labels), 0)
    if not buckets or max(buckets.values()) <= 0:
        return None
    rank, below, lower = q * max(buckets.values()), 0, 0
    for bound in sorted(buckets):
        if buckets[bound] >= rank:
            if bound == float('inf'):
                return lower
            inside = buckets[bound] - below
            return lower + (bound - lower) * ((rank - below) / inside if inside else 0)
        below, lower = buckets[bound], bound
    return lower


ORDERS = dict(route='/api/v1/orders', method='POST')
PAYMENTS = dict(route=r'/api/v1/orders/[^/]+/payments', method='POST')
ISSUES = dict(route=r'/api/v1/coupons/[^/]+/issue', method='POST')
REQUEST = 'floodgate_http_request_seconds'


def rate(title, name, **wanted):
    return title, lambda a, b, s: (total(b, name, wanted) - total(a, name, wanted)) / s


def gauge(title, name, **wanted):
    return title, lambda a, b, s: total(b, name, wanted)


def ms(title, q, name, **wanted):
    def of(a, b, s):
        found = quantile(a, b, name, q, wanted)
        return None if found is None else 1000 * found
    return title, of


def answers(title, route):
    return [rate(f'{title} {outcome}/s', REQUEST + '_count', outcome=outcome, **route)
            for outcome in ('2xx', '409', '503', '504')]


def times(title, route):
    return [ms(title + ' p50, ms', .5, REQUEST, **route), ms(title + ' p99, ms', .99, REQUEST, **route)]


# The panels of each graph.
PANELS = {
    'payments': [
        answers('payments', PAYMENTS),
        times('payments', PAYMENTS) + [ms('batches p99, ms', .99, 'floodgate_batch_seconds', domain='orders')],
        [gauge('pool in use', 'floodgate_pool_in_use', pool='common'),
         gauge('pool waiting', 'floodgate_pool_waiting', pool='common')],
        [gauge('waiting in the lanes', 'floodgate_lane_queue', domain='orders'),
         gauge('requests under way', 'floodgate_admission_requests')]],
    'redis': [
        answers('issues', ISSUES),
        times('issues', ISSUES) + [ms('orders p99, ms', .99, REQUEST, **ORDERS)],
        [rate(f'gate: {result}/s', 'floodgate_coupon_gate_total', result=result)
         for result in ('admitted', 'away', 'absent')],
        [gauge('redis up', 'floodgate_redis_up')]],
    'kafka': [
        answers('orders', ORDERS),
        times('orders', ORDERS),
        [gauge('events that wait', 'floodgate_outbox_backlog')],
        [gauge('oldest event, s', 'floodgate_outbox_oldest_seconds'), gauge('kafka up', 'floodgate_kafka_up')],
        [rate('events sent/s', 'floodgate_outbox_sent_total')]],
    'lock': [
        answers('orders', ORDERS),
        times('orders', ORDERS) + [ms('batches p99, ms', .99, 'floodgate_batch_seconds', domain='orders')],
        [rate('batches run again/s', 'floodgate_batch_repeated_total', domain='orders'),
         rate('SQLSTATE 55P03/s', 'floodgate_postgres_errors_total', sqlstate='55P03')],
        [gauge('waiting in the lanes', 'floodgate_lane_queue', domain='orders')]],
}


class Payments:
    """COMMITs wait for a standby that does not answer; the pool's connections wait with them."""
    script, variables = 'pay.lua', {}

    def cause(self, stack):
        stack.psql("ALTER SYSTEM SET synchronous_standby_names = 'standby_that_died'", 'SELECT pg_reload_conf()')
        self.over = threading.Event()
        for product in range(1, 13):
            threading.Thread(target=self.restock, args=(stack, product), daemon=True).start()
        return "synchronous_standby_names = 'standby_that_died', while twelve people restock products"

    def restock(self, stack, product):
        while not self.over.is_set():
            try:
                stack.post(f'/api/v1/products/{product}/restock', {'quantity': 1})
            except OSError:  # that it is refused is what is caused here
                pass
            self.over.wait(.2)

    def heal(self, stack):
        self.over.set()
        stack.psql('ALTER SYSTEM RESET synchronous_standby_names', 'SELECT pg_reload_conf()')
        return 'synchronous_standby_names is reset'


class Redis:
    """Redis hangs, its connections stay open."""
    script = 'coupon.lua'

    def prepare(self, stack):
        first = None
        for _ in range(120):
            coupon = stack.post('/api/v1/coupons', {
                'name': 'rush', 'discount': {'type': 'FIXED', 'value': 1000}, 'totalQuantity': 10000,
                'issueFrom': '2020-01-01T00:00:00Z', 'issueUntil': '2099-01-01T00:00:00Z',
                'validFrom': '2020-01-01T00:00:00Z', 'validUntil': '2099-01-01T00:00:00Z'})
            first = first or coupon['couponId']
        self.variables = {'FIRST': str(first)}

    def warmed(self):
        self.variables = {'FIRST': str(int(self.variables['FIRST']) + 40)}  # those before are given out

    def cause(self, stack):
        self.pid = stack.listener(stack.at['redis']['port'])
        os.kill(self.pid, signal.SIGSTOP)
        return 'SIGSTOP of redis-server'

    def heal(self, stack):
        os.kill(self.pid, signal.SIGCONT)
        return 'SIGCONT of redis-server'


class Kafka:
    """The broker hangs, its connections stay open."""
    script, variables = 'order.lua', {}

    def cause(self, stack):
        self.pid = stack.listener(stack.at['kafka']['bootstrap'].rsplit(':', 1)[1])
        os.kill(self.pid, signal.SIGSTOP)
        return 'SIGSTOP of the broker'

    def heal(self, stack):
        os.kill(self.pid, signal.SIGCONT)
        return 'SIGCONT of the broker'


class Lock:
    """Another program locks the hottest product's row again and again, from ten sessions, for half a second each."""
    script, variables = 'order.lua', {}

    def cause(self, stack):
        one = ['BEGIN', 'SELECT FROM product WHERE id = 1 FOR UPDATE', 'SELECT pg_sleep(0.5)', 'COMMIT']
        self.sessions = [stack.psql(*one * 300, wait=False) for _ in range(10)]
        return 'ten sessions of psql lock product 1 for half a second each, in turn'

    def heal(self, stack):
        for session in self.sessions:
            session.kill()
        stack.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'psql'"
                   " AND pid <> pg_backend_pid()")
        return 'the ten sessions are ended'


INCIDENTS = {'payments': Payments, 'redis': Redis, 'kafka': Kafka, 'lock': Lock}


def rows(name, samples):
    for (before_at, before), (at, after) in zip(samples, samples[1:]):
        row = {'second': round(at, 1)}
        for panel in PANELS[name]:
            for title, of in panel:
                value = of(before, after, at - before_at)
                row[title] = '' if value is None or value != value else round(value, 2)
        yield row


def graph(name, table, marks):
    import matplotlib
    matplotlib.use('svg')
    matplotlib.rcParams['svg.fonttype'] = 'none'
    matplotlib.rcParams['svg.hashsalt'] = name
    import matplotlib.pyplot as plot
    panels = PANELS[name]
    figure, axes = plot.subplots(len(panels), 1, sharex=True, figsize=(9, 1.9 * len(panels)))
    for axis, panel in zip(axes, panels):
        for title, _ in panel:
            points = [(row['second'], row[title]) for row in table if row[title] != '']
            if any(value for _, value in points):
                axis.plot(*zip(*points), label=title, linewidth=1.2)
        if any(title.endswith(', ms') for title, _ in panel):
            axis.set_yscale('log')
        else:
            axis.set_ylim(bottom=0)
        axis.axvspan(marks[0], marks[1], color='0.9')
        axis.legend(loc='upper left', bbox_to_anchor=(1, 1), fontsize=8, frameon=False)
        axis.grid(alpha=.3)
    axes[-1].set_xlabel('seconds; grey: the fault')
    figure.savefig(HERE / f'{name}.svg', bbox_inches='tight', metadata={'Date': None})


def ready(stack, before, say):
    """Says what /ops/health/ready says, whenever that changes."""
    try:
        with urllib.request.urlopen(stack.url + '/ops/health/ready', timeout=5) as answer:
            status, body = answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        status, body = error.code, json.load(error)
    data = body.get('data', body)
    down = [f"{one['name']}: {one.get('reason', '')}" for one in data.get('components', []) if not one['up']]
    words = f"{status} {data.get('status', '')}" + ''.join(', ' + one for one in down)
    if re.sub(r'\d+', 'n', words) != re.sub(r'\d+', 'n', before or ''):
        say('/ops/health/ready: ' + words)
    return words


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('incident', choices=INCIDENTS)
    options.add_argument('--url', default='http://127.0.0.1:8080')
    options.add_argument('--endpoints', default='.local/endpoints.json')
    options.add_argument('--connections', default='50')
    options.add_argument('--fault', type=int, default=FAULT, help='seconds')
    options.add_argument('--after', type=int, default=AFTER, help='seconds')
    options = options.parse_args()
    stack, incident = Stack(options), INCIDENTS[options.incident]()
    if hasattr(incident, 'prepare'):
        incident.prepare(stack)

    def wrk(seconds, **how):
        command = ['wrk', '-t1', '-c', options.connections, '-d', f'{seconds}s', '--latency', '--timeout', '20s',
                   '-s', str(HERE / incident.script), stack.url]
        return subprocess.Popen(command, env=dict(os.environ, **incident.variables), text=True, **how)

    wrk(WARM, stdout=subprocess.DEVNULL).wait()
    if hasattr(incident, 'warmed'):
        incident.warmed()
    recorder = Recorder(stack)
    lines = []

    def say(line):
        lines.append(f'{time.monotonic() - recorder.begun:6.1f} s  {line}')
        print(lines[-1], flush=True)

    load = wrk(CALM + options.fault + options.after, stdout=subprocess.PIPE)
    recorder.start()
    say(f'{incident.script} begins, {options.connections} connections')
    time.sleep(CALM)
    seen = ready(stack, None, say)
    marks = [time.monotonic() - recorder.begun]
    say('cause: ' + incident.cause(stack))
    try:
        until = time.monotonic() + options.fault
        while time.monotonic() < until:
            seen = ready(stack, seen, say)
            time.sleep(.25)
    finally:
        marks.append(time.monotonic() - recorder.begun)
        say('heal: ' + incident.heal(stack))
    while load.poll() is None:
        seen = ready(stack, seen, say)
        time.sleep(.25)
    recorder.ended.set()
    recorder.join()
    table = list(rows(options.incident, recorder.samples))
    with open(HERE / f'{options.incident}.csv', 'w', newline='') as file:
        writer = csv.DictWriter(file, table[0].keys(), lineterminator='\n')
        writer.writeheader()
        writer.writerows(table)
    try:
        graph(options.incident, table, marks)
    except ImportError:
        print('no matplotlib: no graph', file=sys.stderr)
    try:
        checked = json.loads(stack.get('/ops/invariants', 120))['data']['invariants']
    except urllib.error.HTTPError as error:  # one is broken
        checked = json.load(error)['data']['invariants']
    broken = [one['name'] for one in checked if one['violations']]
    say(f'{len(checked)} invariants: ' + (', '.join(broken) + ' BROKEN' if broken else 'all hold'))
    (HERE / f'{options.incident}.txt').write_text('\n'.join(lines) + '\n\n' + load.stdout.read())


if __name__ == '__main__':
    main()
